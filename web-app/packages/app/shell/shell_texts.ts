import { define_texts } from '@app/texts';

/** For translators: the names of the sections stand under small icons; keep each to about ten letters. */
export const shell_texts = define_texts({
    es: {
        minka: 'Minka',
        skip: 'Ir al contenido',
        sections: 'Secciones',
        account: 'Mi cuenta: {name}',
        offline: 'Sin conexión. Ve lo último guardado en este teléfono; para cambiar algo hace falta señal.',
        more: 'Más',
        more_title: 'Más secciones',
        close: 'Cerrar',
        home: 'Inicio',
        teams: 'Equipos',
        schools: 'Escuelas',
        territories: 'Territorios',
        cycles: 'Ciclos',
        people: 'Personas',
        accounts: 'Cuentas',
    },
    en: {
        minka: 'Minka',
        skip: 'Go to the content',
        sections: 'Sections',
        account: 'My account: {name}',
        offline: 'No connection. You see what was last kept on this phone; changing something needs a signal.',
        more: 'More',
        more_title: 'More sections',
        close: 'Close',
        home: 'Home',
        teams: 'Teams',
        schools: 'Schools',
        territories: 'Territories',
        cycles: 'Cycles',
        people: 'People',
        accounts: 'Accounts',
    },
});
