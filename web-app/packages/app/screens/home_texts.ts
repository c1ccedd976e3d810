import { define_texts } from '@app/texts';

export const home_texts = define_texts({
    es: {
        greeting: 'Hola, {name}',
        late: 'Atrasado',
        today: 'Hoy',
        week: 'Esta semana',
        later: 'Más adelante',
        changed: 'Qué cambió',
        figures: 'Cómo vamos',
        nothing_late: 'Nada atrasado.',
        nothing_today: 'Nada para hoy.',
        nothing_week: 'Nada más esta semana.',
        nothing_changed: 'Aquí verá lo que otras personas registren en su territorio.',
    },
    en: {
        greeting: 'Hello, {name}',
        late: 'Late',
        today: 'Today',
        week: 'This week',
        later: 'Later',
        changed: 'What changed',
        figures: 'How we are doing',
        nothing_late: 'Nothing is late.',
        nothing_today: 'Nothing for today.',
        nothing_week: 'Nothing else this week.',
        nothing_changed: 'Here you will see what others record in your territory.',
    },
});
