// A host for @getodk/web-forms as somebody else would write it: it takes a form from the server's addresses for field
// clients, shows it, and posts what the person sends. `?key=` is the path of a device, `?form=` the form.
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { createApp, h } from 'vue';

const wanted = new URLSearchParams(location.search);
const base = wanted.get('key');
const form = wanted.get('form');

const text_of = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.text();
};

const element = (parent, name) => parent?.getElementsByTagName(name)[0]?.textContent;
const xml_of = async (address) => new DOMParser().parseFromString(await text_of(address), 'text/xml');
// The server writes addresses as clients from outside reach it; here it is the page's own.
const here = (address) => new URL(address).pathname;

const listed = [...(await xml_of(`${base}/formList`)).getElementsByTagName('xform')].find((one) => element(one, 'formID') === form);
if (listed === undefined) throw new Error(`the server does not offer ${form}`);
const manifest = element(listed, 'manifestUrl');
const media = manifest === undefined ? [] : [...(await xml_of(here(manifest))).getElementsByTagName('mediaFile')];
const files = new Map(media.map((file) => [element(file, 'filename'), element(file, 'downloadUrl')]));
const form_xml = await text_of(here(element(listed, 'downloadUrl')));

const fetch_attachment = (address) => {
    const name = address.pathname.split('/').pop();
    const given = globalThis.given_files?.[name];
    if (given !== undefined) return Promise.resolve(new Response(given, { headers: { 'content-type': 'text/csv' } }));
    const there = files.get(name);
    return there === undefined ? Promise.resolve(new Response('', { status: 404 })) : fetch(here(there));
};

/** The submission as the component hands it over goes out as it is. */
async function send([payload]) {
    const body = new FormData();
    for (const part of payload.data) for (const [name, value] of part.entries()) body.append(name, value);
    const response = await fetch(`${base}/submission`, { method: 'POST', headers: { 'X-OpenRosa-Version': '1.0' }, body });
    globalThis.sent = { ready: payload.status, status: response.status };
}

createApp({
    render: () =>
        h(OdkWebForm, {
            formXml: form_xml,
            fetchFormAttachment: fetch_attachment,
            onSubmit: (...said) => send(Array.isArray(said[0]) ? said[0] : said),
        }),
})
    .use(webFormsPlugin)
    .mount('#app');
