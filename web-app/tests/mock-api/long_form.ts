/** A form of one page: by turns a text with a constraint, a choice of four, a number and a question that an answer brings up. */
export function long_form(questions: number): string {
    const fields: string[] = [];
    const binds: string[] = [];
    const body: string[] = [];
    const label = (at: number): string => `<label>Pregunta ${at}</label>`;
    for (let at = 1; at <= questions; at += 1) {
        const path = `/data/p${at}`;
        fields.push(`<p${at}/>`);
        if (at % 3 === 2) {
            binds.push(`<bind nodeset="${path}" type="string"/>`);
            const items = ['Nunca', 'Pocas veces', 'Muchas veces', 'Siempre'].map((text, value) => `<item><label>${text}</label><value>${value + 1}</value></item>`);
            body.push(`<select1 ref="${path}">${label(at)}${items.join('')}</select1>`);
        } else {
            const rule = at % 3 === 1 ? 'constraint="string-length(.) &lt; 80"' : `required="/data/p${at - 1} = '1'"`;
            binds.push(`<bind nodeset="${path}" type="string" ${rule}/>`);
            body.push(`<input ref="${path}">${label(at)}</input>`);
        }
    }
    const sum = Array.from({ length: questions }, (_, at) => `string-length(/data/p${at + 1})`).join(' + ');
    return `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Sesenta preguntas</h:title>
<model><instance><data id="sesenta" version="1">${fields.join('')}<letras/><orx:meta><orx:instanceID/></orx:meta></data></instance>${binds.join('')}
<bind nodeset="/data/letras" type="int" calculate="${sum}"/><bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid" xmlns:jr="http://openrosa.org/javarosa"/></model></h:head>
<h:body>${body.join('')}</h:body></h:html>`;
}
