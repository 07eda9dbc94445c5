// __NAME__: run it with: nyala run __NAME__ -- some arguments
// To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).
const fs = require('node:fs');
const path = require('node:path');

console.log(`run ${process.env.WEBJOBS_RUN_ID} of __NAME__`);
for (const argument of process.argv.slice(2)) console.log(`argument: ${argument}`);

// What the job keeps belongs into WEBJOBS_DATA_PATH; it survives runs and deployments.
fs.writeFileSync(path.join(process.env.WEBJOBS_DATA_PATH, 'last-run'), process.env.WEBJOBS_RUN_ID);
