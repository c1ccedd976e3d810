#include "demo/demo_size.h"

#include <algorithm>
#include <cmath>

namespace minka::demo {

DemoSize DemoSize::scaled(double scale) {
    const auto share = [scale](int full, int least) {
        return std::max(least, static_cast<int>(std::lround(full * scale)));
    };
    DemoSize size;
    size.municipalities = share(size.municipalities, 8);
    size.schools = share(size.schools, 3 * size.municipalities);
    size.teachers = share(size.teachers, 9 * size.schools);
    size.students = share(size.students, 200 * size.schools);
    size.partners = share(size.partners, 4);
    size.ugel_registered = share(size.ugel_registered, 40);
    size.ugel_targeted = share(size.ugel_targeted, 34);
    size.ugel_constituted = share(size.ugel_constituted, 22);
    size.services = share(size.services, 4 * size.ugel_registered);
    size.surveyed_services = share(size.surveyed_services, 24);
    return size;
}

}  // namespace minka::demo
