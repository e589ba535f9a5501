// The entry of `npm start` and `npm test`. It runs before anything is installed, and old Nodes must be able to read it:
// what needs Node 20 is in bootstrap.main.mjs.
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    'Konwent needs Node 20 or newer and this is ' + process.version + ': install one from https://nodejs.org.',
  );
  process.exit(1);
} else {
  import('./bootstrap.main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
