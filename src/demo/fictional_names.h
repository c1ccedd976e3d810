#pragma once

#include "demo/chance.h"

#include <set>
#include <string>
#include <string_view>

namespace minka::demo {

/// Names that sound like the country's and are nobody's and nowhere's: they are put together from word lists of our
/// own. Each kind gives every name once.
class FictionalNames {
public:
    explicit FictionalNames(Chance& chance) : chance_(chance) {}

    std::string municipality();                           ///< "Puerto Albazul"
    std::string school(const std::string& municipality);  ///< "Institución Educativa Loma Clarina"
    std::string site();                                   ///< "Sede Vereda El Guamalito"
    std::string ugel();                                   ///< "UGEL Alto Mayurí"
    std::string service(bool community_run);     ///< "PRONOEI Semillitas de Quillarí", "I.E.I. 9041 Killapampa"
    std::string partner(std::string_view kind);  ///< kind of PartnerType: "company", "academia" ...
    /// First name and two surnames that no family bears; not once only.
    std::string person();

private:
    template <typename Make>
    std::string fresh(std::set<std::string>& used, Make make);

    Chance& chance_;
    std::set<std::string> places_;
    std::set<std::string> schools_;
    std::set<std::string> services_;
    std::set<std::string> partners_;
};

}  // namespace minka::demo
