// The licences of everything that is bundled: most of them ask to go along with copies. One text per package, in one file.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const packages = new Set();
/** The folder of a package in the path of a file, without the name of the plugin that found it. */
const inPackage = /^(?:[a-z-]+:(?=.))?(?<folder>.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** An esbuild plugin that notes the packages of which something is in the bundle. */
export const bundledLicenses = {
  name: 'bundled-licenses',
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const outputs = Object.values(metafile?.outputs ?? {});
      for (const { inputs } of outputs) {
        for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
          const folder = inPackage.exec(path)?.groups?.folder;
          if (folder !== undefined && bytesInOutput > 0) packages.add(folder);
        }
      }
    });
  },
};

/** Writes the licences of what was bundled until now, and of packages of which files are copied. */
export function writeLicenses(root, file, copied) {
  const folders = [...packages].map((folder) => resolve(root, folder)).concat(copied.map((name) => join(root, 'node_modules', name)));
  const texts = new Map(folders.map((folder) => licenseOf(folder)));
  const sorted = [...texts].sort(([left], [right]) => (left < right ? -1 : 1));
  writeFileSync(file, `DevMatrix contains parts of these packages.\n\n${sorted.map(([name, text]) => `${'='.repeat(80)}\n${name}\n${'='.repeat(80)}\n\n${text}\n`).join('\n')}`);
}

/** Name, version and licence of a package, with the texts that it brings. */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice|copying|thirdparty)/i.test(entry) && !/\.(js|ts|json)$/.test(entry)).sort();
  if (license === undefined && files.length === 0) throw new Error(`${name} tells no licence.`);
  const texts = files.map((entry) => readFileSync(join(folder, entry), 'utf8').replaceAll('\r\n', '\n').trim());
  return [`${name} ${version} (${license})`, texts.join('\n\n') || `Its package has no text of the licence: ${license}.`];
}
