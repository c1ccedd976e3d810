#pragma once

namespace minka::demo {

/// How much a demo holds. The defaults are the figures the two programmes declare; a seed never changes them.
struct DemoSize {
    // Ser Más Maestro
    int municipalities = 150;
    int schools = 450;  ///< Each with one head; at least one a municipality.
    int teachers = 4200;
    int students = 100'000;
    int partners = 15;
    // Apostemos
    int ugel_registered = 226;  ///< At least one for each of the 26 regional directorates.
    int ugel_targeted = 220;
    int ugel_constituted = 185;  ///< Of the targeted ones, at the demo's date.
    int services = 4600;         ///< Of Cycle I and II.
    int surveyed_services = 240;

    /// The same at another scale, 0.05 to 100. Problem-free: what cannot be made smaller (26 directorates) stays.
    static DemoSize scaled(double scale);
};

}  // namespace minka::demo
