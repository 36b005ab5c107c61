/** Two questions and whether one answer serves both. */
export interface QuestionPair {
  readonly left: string;
  readonly right: string;
  readonly isSame: boolean;
}

/** Alike in their words, other in what they ask: one answer for both would be wrong. Written before the matcher was. */
const different = `
How do I sort an array of numbers in ascending order? | How do I sort an array of numbers in descending order?
Convert this JSON to YAML | Convert this YAML to JSON
How do I add an index to the orders table? | How do I remove an index from the orders table?
What is the time complexity of merge sort? | What is the time complexity of quick sort?
How do I read a file in Python? | How do I write a file in Python?
How do I read a file in Python? | How do I read a file in Java?
Is it safe to delete node_modules? | Is it safe to delete package-lock.json?
What does HTTP status 401 mean? | What does HTTP status 403 mean?
How can I enable strict mode in TypeScript? | How can I disable strict mode in TypeScript?
Why does my test pass locally and fail in CI? | Why does my test fail locally and pass in CI?
What is 17 * 23? | What is 17 * 24?
Does the service call the repository? | Does the repository call the service?
Which orders were paid before they were shipped? | Which orders were shipped before they were paid?
Show me users with an email | Show me users without an email
Show me users that have no orders | Show me users that have orders
How do I migrate from Postgres to MySQL? | How do I migrate from MySQL to Postgres?
What is the maximum length of a varchar in Postgres? | What is the minimum length of a varchar in Postgres?
How do I encrypt a string with AES in Node? | How do I decrypt a string with AES in Node?
Should I use let or const here? | Should I use var or const here?
How do I start the server on port 3000? | How do I start the server on port 8080?
How do I start the server? | How do I stop the server?
What changed between version 1.2 and 1.3? | What changed between version 1.2 and 1.4?
Explain the first line of this function | Explain the last line of this function
Rename userId to accountId | Rename accountId to userId
Make the field optional | Make the field required
Make all fields of Order required | Make all fields of Customer required
What is the difference between PUT and PATCH? | What is the difference between PUT and POST?
How do I undo the last commit? | How do I undo the last merge?
How do I undo the last commit and keep the changes? | How do I undo the last commit and discard the changes?
How many rows does the query return? | How many columns does the query return?
How do I grant read access to a user? | How do I grant write access to a user?
How do I grant access to a user? | How do I revoke access from a user?
Can a customer cancel an order after payment? | Can a customer cancel an order before payment?
What happens if the payment fails? | What happens if the payment succeeds?
Increase the timeout to 30 seconds | Increase the timeout to 60 seconds
Increase the timeout to 30 seconds | Decrease the timeout to 30 seconds
How do I mock the clock in mocha? | How do I mock the clock in jest?
How do I validate an email address on the client? | How do I validate an email address on the server?
Translate this comment to German | Translate this comment to French
Translate this from German to English | Translate this from English to German
Give me the largest number in the list | Give me the smallest number in the list
Which tests are slow? | Which tests are flaky?
Why is the build slow on Windows? | Why is the build slow on Linux?
How do I cache responses in Redis? | How do I cache responses in memory?
How do I log errors only? | How do I log errors and warnings?
What is a left join? | What is a right join?
What is an inner join in SQL? | What is an outer join in SQL?
Write a unit test for the pay endpoint | Write a unit test for the refund endpoint
Write a unit test for the pay endpoint | Write an integration test for the pay endpoint
List the files that changed today | List the files that changed yesterday
Is Node 20 supported? | Is Node 22 supported?
Is x > 5 true for x = 5? | Is x >= 5 true for x = 5?
How do I run all tests? | How do I run one test?
How do I run all tests in parallel? | How do I run all tests in sequence?
Does this function mutate its argument? | Does this function return its argument?
How do I upload a file to S3? | How do I download a file from S3?
When should I use a queue? | When should I not use a queue?
What are the benefits of microservices? | What are the drawbacks of microservices?
How do I lock a row in Postgres? | How do I lock a table in Postgres?
Which plan is cheaper, annual or monthly? | Which plan is dearer, annual or monthly?
How do I convert Celsius to Fahrenheit? | How do I convert Fahrenheit to Celsius?
Replace tabs with spaces | Replace spaces with tabs
Why can't I connect to the database? | Why can I connect to the database?
What is the default value of retries? | What is the default value of timeout?
How do I hide a column in the table? | How do I show a column in the table?
Allow customers to see their own orders | Allow customers to see all orders
Who can see draft articles? | Who can edit draft articles?
Can an admin delete a user? | Can a user delete an admin?
Should the parent import the child? | Should the child import the parent?
How do I round up to the next integer in JavaScript? | How do I round down to the next integer in JavaScript?
What does git fetch do? | What does git pull do?
Which one is newer, 1.9.0 or 1.10.0? | Which one is older, 1.9.0 or 1.10.0?
Remove the import of lodash | Remove the import of lodash-es
How do I use async iterators? | How do I use sync iterators?
How do I make the test synchronous? | How do I make the test asynchronous?
Is the cache shared between processes? | Is the cache shared between threads?
Explain how the router chooses a model | Explain how the user chooses a model
Summarise the document in one sentence | Summarise the document in three sentences
Summarise the document in one sentence | Summarise the document in one paragraph
Why is my query using the index? | Why is my query not using the index?
How do I allow null in this column? | How do I forbid null in this column?
How do I get the first element of an array? | How do I get the last element of an array?
What is the capital of Austria? | What is the capital of Australia?
How do I deploy to staging? | How do I deploy to production?
Does deleting a customer delete its orders? | Does deleting an order delete its customer?
How can I speed up npm install? | How can I speed up npm test?
How do I compare two dates in JavaScript? | How do I compare two objects in JavaScript?
How do I parse a date in JavaScript? | How do I format a date in JavaScript?
Are foreign keys enforced in SQLite? | Are foreign keys indexed in SQLite?
Move the button to the left | Move the button to the right
Use single quotes in this file | Use double quotes in this file
What is the meaning of O(n)? | What is the meaning of O(log n)?
Do I need a semicolon here? | Do I need a comma here?
Can the total be negative? | Can the total be zero?
Which orders are open? | Which orders are closed?
How do I export all functions of a module? | How do I import all functions of a module?
Count the orders per customer | Count the customers per order
Before saving, validate the order | After saving, validate the order
Only admins may refund | Admins may only refund
Write it in Rust | Write it in Go
`;

/** Written after the matcher, against it: what its rewriting, its stems and its details might overlook. */
const differentLater = `
Must orders have an address? | May orders have an address?
Can I edit a paid order? | Should I edit a paid order?
Is the order deleted? | Was the order deleted?
Will the job run at night? | Did the job run at night?
Does it run? | Did it run?
Delete my orders | Delete your orders
Is this function pure? | Is that function pure?
Are these tests slow? | Are those tests slow?
Is there a test here? | Is there a test there?
Show me how it fails | Show me that it fails
Explain what it does | Explain why it does
What is a test? | What is the test?
Which user paid? | Which users were paid?
Who paid whom? | Whom paid who?
Is A newer than B? | Is B newer than A?
Rename a to b | Rename b to a
What is a - b? | What is a + b?
What is 3 / 4? | What is 4 / 3?
What is -5 squared? | What is 5 squared?
Is 1.0 equal to 1? | Is 1.0 equal to 10?
What does == do? | What does === do?
What does && do? | What does || do?
What does ? do in a type? | What does ! do in a type?
What does x?.y mean? | What does x!.y mean?
What does [] mean? | What does {} mean?
What is C++? | What is C#?
What is C? | What is C#?
Open ./a.ts | Open ../a.ts
Run it in /tmp | Run it in ~/tmp
Is "yes" valid? | Is "Yes" valid?
Should it be Id or ID? | Should it be ID or id?
Sort orders by date, then name | Sort orders by name, then date
Explain generalization | Explain general
Universities with news | Universe with new
Explain operators | Explain operations
Organize imports | Organ imports
How do I police access? | How do I policy access?
Use import | Use important
Why did the author fail? | Why did the auth fail?
Are relativity tests run? | Are relative tests run?
Wie lösche ich eine Datei? | Wie lese ich eine Datei?
如何删除文件 | 如何读取文件
この関数は純粋ですか | この関数は必要ですか
`;

/** Other words, the same question: one answer serves both. */
const same = `
How do I sort an array of numbers in ascending order? | how do i sort an array of numbers in ascending order
How do I sort an array of numbers in ascending order? | Please tell me how I can sort an array of numbers in ascending order.
What is a left join? | Can you explain what a left join is?
What does HTTP status 401 mean? | what does http status 401 mean
What does HTTP status 401 mean? | What's the meaning of HTTP status 401?
How do I undo the last commit? | How can I undo the last commit?
How do I undo the last commit? | How would I undo my last commit?
How do I undo the last commit? | How do I revert the latest commit?
How do I read a file in Python? | How can you read files in Python?
How do I read a file in Python? | In Python, how do I read a file?
How do I run all tests? | How are all the tests run?
How do I run all tests? | Which command runs the whole test suite?
Convert this JSON to YAML | Please convert this JSON to YAML
Convert this JSON to YAML | Could you convert this JSON to YAML, please?
Why is my query not using the index? | Why does my query not use the index?
Why is my query not using the index? | My query ignores the index. Why?
How do I encrypt a string with AES in Node? | How to encrypt a string with AES in Node
How do I encrypt a string with AES in Node? | How should strings be encrypted with AES in Node?
What is the difference between PUT and PATCH? | What's the difference between PUT and PATCH?
What is the difference between PUT and PATCH? | How does PUT differ from PATCH?
Explain the first line of this function | Please explain the first line of this function to me
Explain the first line of this function | What does the first line of this function do?
How do I lock a row in Postgres? | How can I lock a row in Postgres
How do I lock a row in Postgres? | How do I lock rows in Postgres?
Increase the timeout to 30 seconds | Please increase the timeout to 30 seconds.
Increase the timeout to 30 seconds | Raise the timeout to 30 seconds
Is Node 20 supported? | is node 20 supported
Is Node 20 supported? | Does it support Node 20?
List the files that changed today | Show me the list of files that changed today
List the files that changed today | Which files changed today?
Write a unit test for the pay endpoint | Write unit tests for the pay endpoint
Write a unit test for the pay endpoint | Could you write me a unit test for the pay endpoint?
What happens if the payment fails? | What happens when the payment fails?
What happens if the payment fails? | what happens if a payment failed?
When should I use a queue? | When should a queue be used?
When should I use a queue? | when should we use queues
How do I deploy to staging? | How do I deploy to staging please
How do I deploy to staging? | What are the steps of a staging deployment?
How do I parse a date in JavaScript? | How do I parse dates in JavaScript?
How do I parse a date in JavaScript? | Parsing a date in JavaScript: how?
Which orders are open? | Which of the orders are open?
Which orders are open? | Show me the open orders
Are foreign keys enforced in SQLite? | Does SQLite enforce foreign keys?
Are foreign keys enforced in SQLite? | are foreign keys enforced in sqlite?
Replace tabs with spaces | Please replace the tabs with spaces
Replace tabs with spaces | Replace all tabs with spaces
Make the field optional | Could you make the field optional?
Make the field optional | make this field optional
Can an admin delete a user? | Can admins delete users?
Can an admin delete a user? | Is an admin allowed to delete a user?
`;

/** Pairs by when they were written. */
export const questionPairs: Readonly<Record<'different' | 'differentLater' | 'same', readonly QuestionPair[]>> = {
  different: pairsOf(different, false), differentLater: pairsOf(differentLater, false), same: pairsOf(same, true),
};

function pairsOf(text: string, isSame: boolean): readonly QuestionPair[] {
  return text.trim().split('\n').map((line) => {
    const [left = '', right = ''] = line.split(' | ');
    return { left, right, isSame };
  });
}
