// Reads the feed of a form as a stranger does, with the npm package @odata/client: counts, filters and pages.
// node read_feed.mjs https://host/v1/projects/1/forms/x.svc/ NAME PASSWORD
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { OData } = require('@odata/client');

const [address, name, password] = process.argv.slice(2);
const client = OData.New4({
  metadataUri: `${address}$metadata`,
  serviceEndpoint: address,
  credential: { username: name, password },
});

const all = await client.newRequest({
  collection: 'Submissions',
  params: client.newParam().count(true),
});
console.log(`rows ${all.value.length}, count ${all['@odata.count']}`);
console.log(`first ${all.value[0].__id.startsWith('uuid:') ? 'has its id' : 'has none'}`);

const none = await client.newRequest({
  collection: 'Submissions',
  params: client.newParam().filter("__system/reviewState eq 'approved'"),
});
console.log(`approved ${none.value.length}`);

const page = await client.newRequest({ collection: 'Submissions', params: client.newParam().top(1) });
console.log(`page ${page.value.length}, next ${page['@odata.nextLink'] ? 'there' : 'none'}`);

const children = await client.newRequest({ collection: 'Submissions.asistente', params: client.newParam() });
console.log(`repeated rows ${children.value.length}`);
