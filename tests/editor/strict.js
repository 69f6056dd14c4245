// Compiles each schema in ajv's strict mode, where what may be a slip is an error, and lets the one of
// campaign files check some. Standard input: {schemas: {name: schema}, keywords: [..], campaigns: [..]}.
// Standard output: {refused: {name: why}, wrong: [numbers of campaigns]}.
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const given = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const refused = {};
const checks = {};
for (const [name, schema] of Object.entries(given.schemas)) {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  ajv.addVocabulary(given.keywords);
  addFormats(ajv);
  try {
    checks[name] = ajv.compile(schema);
  } catch (error) {
    refused[name] = error.message;
  }
}
const check = checks["campaign.schema.json"];
const wrong = check ? given.campaigns.flatMap((each, k) => (check(each) ? [] : [k])) : [];
console.log(JSON.stringify({ refused, wrong }));
