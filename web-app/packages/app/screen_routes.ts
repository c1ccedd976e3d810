import HomeScreen from '@app/screens/HomeScreen.vue';
import AppShell from '@app/shell/AppShell.vue';
import type { RouteRecordRaw } from 'vue-router';

/** Screens inside a programme; each but the home is fetched when it is first opened. */
const programme_screens: RouteRecordRaw[] = [
    { path: '', name: 'home', component: HomeScreen },
    { path: 'teams', name: 'teams', component: () => import('@app/screens/TeamsScreen.vue') },
    { path: 'ugels/:id', name: 'ugel', component: () => import('@app/screens/UgelScreen.vue') },
    { path: 'schools', name: 'schools', component: () => import('@app/screens/SchoolsScreen.vue') },
    { path: 'schools/:id', name: 'school', component: () => import('@app/screens/SchoolScreen.vue') },
    { path: 'territories', name: 'territories', component: () => import('@app/screens/TerritoriesScreen.vue') },
    { path: 'territories/:id', name: 'territory', component: () => import('@app/screens/TerritoryScreen.vue') },
    { path: 'visits', name: 'visits', component: () => import('@app/screens/VisitsScreen.vue') },
    { path: 'observations', name: 'observations', component: () => import('@app/screens/ObservationsScreen.vue') },
    { path: 'observations/:id', name: 'observation', component: () => import('@app/screens/ObservationScreen.vue') },
    { path: 'observers', name: 'observers', component: () => import('@app/screens/ObserversScreen.vue') },
    { path: 'conflicts', name: 'conflicts', component: () => import('@app/screens/ConflictsScreen.vue') },
    { path: 'conflicts/:id', name: 'conflict', component: () => import('@app/screens/ConflictScreen.vue') },
    { path: 'danger', name: 'danger_notices', component: () => import('@app/screens/DangerNoticesScreen.vue') },
    { path: 'visits/:id', name: 'visit', component: () => import('@app/screens/VisitScreen.vue') },
    { path: 'capture', name: 'capture', component: () => import('@app/screens/CaptureScreen.vue') },
    { path: 'capture/forms/:form/:version', name: 'capture_form', component: () => import('@app/screens/CaptureFormScreen.vue') },
    { path: 'capture/queue', name: 'capture_queue', component: () => import('@app/screens/CaptureQueueScreen.vue') },
    { path: 'capture/pairs/:id', name: 'capture_pair', component: () => import('@app/screens/CapturePairScreen.vue') },
    { path: 'capture/danger', name: 'capture_danger', component: () => import('@app/screens/CaptureDangerScreen.vue') },
    { path: 'cycles', name: 'cycles', component: () => import('@app/screens/CyclesScreen.vue') },
    { path: 'cycles/:id', name: 'cycle', component: () => import('@app/screens/CycleScreen.vue') },
    { path: 'cycles/:id/groups', name: 'groups', component: () => import('@app/screens/GroupsScreen.vue') },
    { path: 'cycles/:id/groups/:proposal', name: 'group_proposal', component: () => import('@app/screens/GroupProposalScreen.vue') },
    { path: 'index', name: 'index', component: () => import('@app/screens/IndexScreen.vue') },
    { path: 'import', name: 'import', component: () => import('@app/screens/ImportScreen.vue') },
    { path: 'reports', name: 'reports', component: () => import('@app/screens/ReportsScreen.vue') },
    { path: 'reports/:id', name: 'report', component: () => import('@app/screens/ReportScreen.vue') },
    { path: 'schools/:id/return', name: 'school_return', component: () => import('@app/screens/SchoolReturnScreen.vue') },
    { path: 'people', name: 'people', component: () => import('@app/screens/PeopleScreen.vue') },
    { path: 'people/:id', name: 'person', component: () => import('@app/screens/PersonScreen.vue') },
    { path: 'partners', name: 'partners', component: () => import('@app/screens/PartnersScreen.vue') },
    { path: 'partners/:id', name: 'partner', component: () => import('@app/screens/PartnerScreen.vue') },
    { path: 'lookalikes', name: 'lookalikes', component: () => import('@app/screens/LookalikesScreen.vue') },
    { path: 'accounts', name: 'accounts', component: () => import('@app/screens/AccountsScreen.vue') },
    { path: 'ledger', name: 'ledger', component: () => import('@app/screens/LedgerScreen.vue') },
    { path: 'privacy', name: 'privacy', component: () => import('@app/screens/PrivacyScreen.vue') },
    { path: 'backups', name: 'backups', component: () => import('@app/screens/BackupsScreen.vue') },
    { path: ':rest(.*)*', name: 'lost', component: () => import('@app/screens/LostScreen.vue') },
];

/** Every screen there is. tests/server/every_screen.test.ts opens each of them: one that is added here is looked at there. */
export const screen_routes: RouteRecordRaw[] = [
    { path: '/login', name: 'login', component: () => import('@app/screens/LoginScreen.vue') },
    { path: '/password', name: 'password', component: () => import('@app/screens/PasswordScreen.vue') },
    {
        path: '/account',
        component: AppShell,
        children: [
            { path: '', name: 'account', component: () => import('@app/screens/AccountScreen.vue') },
            { path: 'data', name: 'own_data', component: () => import('@app/screens/OwnDataScreen.vue') },
        ],
    },
    { path: '/', name: 'start', component: () => import('@app/screens/NoProgrammeScreen.vue') },
    // No shell around it: who holds the tablet sees the questions and nothing else.
    { path: '/:programme/kiosk/:form/:version', name: 'capture_kiosk', component: () => import('@app/screens/CaptureKioskScreen.vue') },
    { path: '/:programme', component: AppShell, children: programme_screens },
];
