import { define_texts } from '@app/texts';

/** For translators: notices that somebody in the field handed a case on; no name, place or story is in them. */
export const danger_notices_texts = define_texts({
    es: {
        title: 'Avisos de peligro',
        under: 'Que un caso se entregó, cuándo y a quién. No hay nombres, lugares ni relatos: el caso lo lleva la entidad que lo recibió.',
        on: 'Entregado el {on}',
        received: 'Llegó aquí el {on}',
        receiver: 'Recibió: {name}',
        number: 'Recibo: {number}',
        no_number: 'La entidad no dio número de recibo.',
        none_title: 'Ningún aviso',
        none_text: 'Llegan de «Alguien puede estar en peligro», en los teléfonos.',
        noted: 'Cada vez que se abre esta lista queda en el registro. La leen dos personas del programa y nadie más; no se guarda copia en este aparato.',
    },
    en: {
        title: 'Notices of danger',
        under: 'That a case was handed on, when and to whom. There are no names, places or stories: the body that took it has the case.',
        on: 'Handed on on {on}',
        received: 'Arrived here on {on}',
        receiver: 'Taken by: {name}',
        number: 'Receipt: {number}',
        no_number: 'The body gave no receipt number.',
        none_title: 'No notices',
        none_text: 'They come from “Someone may be in danger”, on the phones.',
        noted: 'Each opening of this list stands in the ledger. Two people of the programme read it and nobody else; no copy is kept on this device.',
    },
});
