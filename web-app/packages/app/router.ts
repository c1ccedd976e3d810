import { kiosk_address } from '@app/kiosk';
import { own_address } from '@app/own_address';
import { screen_routes } from '@app/screen_routes';
import { use_session } from '@app/session';
import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router';

export const router = createRouter({
    history: createWebHistory(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: screen_routes,
});

/** Who may not go on is led to the door that opens: sign in, unlock, a password of one's own, one's programme. */
router.beforeEach((to): RouteLocationRaw | true => {
    const session = use_session();
    if (session.state !== 'signed_in') return to.name === 'login' ? true : { name: 'login', query: { to: to.fullPath } };
    if (session.me?.must_change_password) return to.name === 'password' ? true : { name: 'password' };
    const kiosk = kiosk_address();
    if (kiosk !== undefined && to.path !== kiosk) return kiosk;
    if (to.name === 'login') return own_address(to.query['to']);
    const first = session.programmes[0];
    return to.name === 'start' && first !== undefined ? { name: 'home', params: { programme: first.code } } : true;
});
