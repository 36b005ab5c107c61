import { stemmer } from 'stemmer';

/**
 * Words that go with a kind of talk, as word stems (see `stemOf`). They are evidence with a weight that training gives, not rules: a word
 * stands in the list that names its subject, whatever category its weight ends up speaking for.
 */
const lists = {
  programming: `
    api app applic async await backend bash bug build cach class cli code codebase coder commit compil component comput config constructor container cors
    crash crud cron css csv database debug decorator deploi deploy depend docker dockerfil endpoint enum env error except express fastify framework frontend
    function generic git github golang graphql grpc handler hash heap html http https implement import index inherit instanc interfac io iter java javascript
    jest jpa json jwt kafka kotlin kubernet lambda lint linter linux log loop lua macro makefil mem memory merg middlewar migrat mock modul mongodb mutex mysql
    namespac nest nextj nginx nodej npm null nullpointerexcept oauth object orm outbox packag pagin pars parser pars payload php pipelin pnpm pointer polymorph
    postgr postgresql prisma program promis proxi pull pytest python queri queue react rebas recurs redis refactor regex regexp repo repositori request
    respons rest rout router rubi rust scala schema script sdk segfault server servic session shell singleton sort spec spring sql sqlite stack stacktrac static
    string struct subclass svelt swagger swift sync syntax tail terminal terraform test thread timeout token trace trait transact tree trigger ts tsconfig
    tuple type typeerror typescript undefin union unit unittest url utf uuid valid valu variabl vector vite vm vue webhook webpack websocket worker xml yaml zod
    endpoint openapi entiti devmatrix controller dto drizzl knex eslint prettier mocha vitest cypress selenium playwright helm ci cd
    algorithm quicksort mergesort heapsort hashmap hashtabl dijkstra breadth first leetcod panda numpi datafram django flask fastapi laravel symfoni rail
    tailwind bootstrap angular android xcode apach rabbitmq mongo mariadb grafana prometheu ansibl chmod ssh vim powershel jupyt tensorflow pytorch
    microservic monolith kernel pod gradl maven yarn deno bun boolean dictionari tupl integ float browser cooki localstorag latenc fullstack devop chatbot
    scraper beautifulsoup unicod utf8 excel vlookup spreadsheet wordpress woocommerc firmwar arduino raspberri uniti unreal shader bot tsx jsx useeffect
    usest hook redux resolv mutat seeder encapsul closur gener lifetim borrow segment nullpoint backtrac breakpoint debugg stdout stdin`,
  mathematics: `
    acut algebra angl area arithmet averag axi base binomi calcul calculu circl circumfer coeffici combin complex comput congruent coordin cosin cube cubic
    decim denomin deriv determin deviat diagonal diamet dice digit dimens discount distanc distribut divid divis divisor ellips equal equat equilater estim
    euler even expect expon exponenti express factor factori fibonacci formula fraction function gcd geometr geometri gradient graph half hexagon hypotenus hypothesi
    inequ infin infinit integ integr interest interv invers irrat lcm length limit linear log logarithm matric matrix maxim maximum mean median minim minimum
    mode modulo multipl multipli normal nth number numer odd pair parabola parallel pentagon percent percentag perimet permut perpendicular pi polygon polynomi power
    prime probabl product proof proport prove pythagora quadrat quotient radian radiu random rang rate ratio real rectangl regress remaind root round sampl
    sequenc seri set side sigma simplifi simultan sine slope solut solv sphere squar standard statist subset subtract sum surfac tangent theorem total triangl
    trigonometri vari varianc vector veloc vertex volum zero eigenvalu cdf pdf anova chi bay bayesian markov lagrang laplac fourier
    differenti antideriv eigenvector orthogon combinator asymptot hyperbola conjectur lemma corollari modulu congruenc quartil percentil histogram`,
  quantities: `
    km mile meter metr cm mm kg gram litr liter gallon hour minut second mph kmh dollar euro cent price cost pai paid sold bui bought fewer twice tripl doubl each
    total remain left altogeth speed train tank coin marbl appl interest annual monthli`,
  translation: `
    translat arab bengali bulgarian cantones catalan chines croatian czech danish dutch english farsi finnish french german greek hebrew hindi hungarian
    icelandic indonesian irish italian japanes korean latin malai mandarin norwegian persian polish portugues romanian russian serbian slovak spanish swahili
    swedish tagalog tamil thai turkish ukrainian urdu vietnames welsh español deutsch français`,
  writing: `
    abstract adject adverb apostroph articl blog brochur bullet caption catchi clearer colon comma concis condens copi cover draft edit editor email essai eulogi
    flyer formal grammar grammat haiku headlin heading idiom inform introduc invit letter limerick linkedin lyric memo messag metaphor newslett noun
    paragraph paraphras passag passiv phrase plural poem poetri polish post preposit press proofread pronoun pronunci punctuat readabl rephras resum resume revis
    reword rewrit rhyme sentenc shorten simil slogan sonnet speech spell spellcheck stanza stori subject summar summari summaris synonym antonym syllabl
    tagline tens testimoni text tone toast tweet typo verb verbos vocabulari word wordi write wrote announc apologi`,
  emotion: `
    abandon afraid alon anger angri anguish annoi anxieti anxiou asham awkward bad bereav betray blame bore bother breakup broke bulli burn burnout burnt cheat comfort
    confid crai crush cry cri depress despair desper devast disappoint discourag drain dread embarrass emotion empti envi exhaust fail failur fear feel
    felt forgiv friendless friendship frustrat furiou grate grief griev guilt guilti happi hate heart heartbroken helpless homesick hopeless hurt ignor imposter
    impost inadequ insecur insomnia irrit isol jealou jealousi joi judg laugh loneli lone lonelin lost love mad mental miser miss mood mourn nervou numb
    overwhelm pain panic passed pathetic pressur proud quit regret reject relationship relief reliev resent sad scare scream selfish sensit shame shy sleep sob
    sorri stress struggl stuck stupid suffer support tear terrifi therapi therapist tire trauma trust ugli unhappi unlov unworthi upset useless vent weak worri worth
    worthless
    ghost dump fire laid betrai unfair heartbreak yell divorc funer diagnosi`,
  people: `
    ant aunt babi boss boyfriend brother child children colleagu coupl cousin coworker dad daughter ex famili father fianc friend girlfriend grandfather grandma
    grandmother grandpa husband kid manag mom mother mum neighbour neighbor parent partner roommat sibl sister son spous stepmom teen teenag therapist toddler uncl
    wife dog cat pet`,
  knowledge: `
    academ account agricultur ancient anthropologi archaeolog articl astronomi atom bacteria biolog biologi black brain cancer capit carbon cell centuri chemic chemistri
    chromosom citat cite civil climat clinic coloni compani comparison congress conserv constitut continent cortex countri crisi cultur debat democraci demograph
    diabet diet dinosaur discov diseas dna drug earth earthquak ecolog econom economi ecosystem einstein elect electron element emiss emperor empir energi
    enlighten environ enzym epidem era eu europ european evid evolut evolv experi explor fact financ find fossil galaxi gdp gene genet genom geograph geologi
    geopolit global glucos govern graviti greenhous gut hemispher histor histori historian hormon hypothes immigr immun imperi impact independ india industri
    infect inflat influenc insulin invent journal king kingdom law leader legisl literatur located magnet major malaria mammal market medic mediev
    metabol microb migrat militari mineral molecul monarchi moon mountain nation nato neuron neurosci nitrogen nobel nuclear ocean organ orbit origin overview oxygen
    paper parliament particl peer physic physicist planet plate pollut popul president protein psycholog publish quantum queen radiat reform region relat religion
    renaiss renew report republ research revolut river role roman sanction satellit scholar scienc scientif scientist sea sociologi solar sourc soviet space
    speci star state statist studi suprem surviv symptom tecton telescop theori therapi treati treatment tropic un univers vaccin virus vitamin volcano war water
    weather wto wwii wwi
    photosynthesi mitosi meiosi chlorophyl rel entangl extinct pharaoh pyramid recess philosoph kant aristotl plato nietzsch shakespear novel dynasti vike
    crusad`,
  inquiry: `
    about advantag argument caus compar comparison consensu consequ contrast critic differ effect evid evidenc examin explain explan factor find happen history impact
    invent investig know main major origin overview pro con reason recent review role signific sourc studi trend understand who when where which why`,
  everyday: `
    activ afternoon airport anniversari bag bake beach bedroom bike birthdai board book breakfast budget cake camp car card chat checklist chees chicken christma
    clean closet clothe coffe cook couch dai date decor dessert dinner dish drink dress eat even exercis fun furnitur game garden gift glove goal gym habit hair
    halloween hello hei hi hobbi holidai home hotel hous ic idea itinerari jacket joke kitchen laundri list live lunch meal meet morn motiv movi music name
    night organ outfit oven pack paint parti pasta pick pizza plan plant plai podcast pool present quiz rain reciped recip recommend restaur rice riddl routin salad
    schedul season shirt shoe shop show snack soup spend sport suggest summer tea thank tip todai todo tomorrow tonight toi travel trip trivia tv vacat veget vegan
    visit wall watch wedding week weekend winter wish wine workout yoga`,
  frustration: `
    again annoi broken cant crap damn didnt doesnt dumb fail fix frustrat fuck garbag hate hell horribl idiot joke keep nonsens nope nothing obvious ridicul shit
    sick still stop stupid suck terribl third tire told useless wast worst wrong wtf yet`,
} as const;

export type LexiconName = keyof typeof lists;

/** The lists that a stem stands in. */
export const lexiconsOf: ReadonlyMap<string, readonly LexiconName[]> = invert();

function invert(): ReadonlyMap<string, readonly LexiconName[]> {
  const found = new Map<string, LexiconName[]>();
  for (const [name, text] of Object.entries(lists) as [LexiconName, string][]) {
    for (const stem of new Set(text.trim().split(/\s+/).flatMap((word) => [word, stemmer(word)]))) {
      const names = found.get(stem);
      if (names === undefined) found.set(stem, [name]);
      else names.push(name);
    }
  }
  return found;
}
