#include "visit_words.h"

#include <map>

namespace minka::cli {

using planning::VisitAct;
using planning::VisitCause;
using planning::VisitState;

const std::string& state_words(VisitState state) {
    static const std::map<VisitState, std::string> words{
        {VisitState::proposed, "propuesta"},   {VisitState::agreed, "acordada"},
        {VisitState::confirmed, "confirmada"}, {VisitState::in_transit, "en camino"},
        {VisitState::held, "realizada"},       {VisitState::partly_held, "realizada en parte"},
        {VisitState::failed, "fallida"},       {VisitState::reported, "con informe"},
        {VisitState::returned, "devuelta"}};
    return words.at(state);
}

const std::string& act_words(VisitAct act) {
    static const std::map<VisitAct, std::string> words{{VisitAct::propose, "se propone"},
                                                       {VisitAct::agree, "se acuerda"},
                                                       {VisitAct::refuse, "la escuela no acepta la fecha"},
                                                       {VisitAct::confirm, "se confirma"},
                                                       {VisitAct::call_off, "no se sale"},
                                                       {VisitAct::depart, "sale"},
                                                       {VisitAct::arrive, "llega"},
                                                       {VisitAct::hold, "se realiza"},
                                                       {VisitAct::hold_partly, "se realiza en parte"},
                                                       {VisitAct::fail, "no se pudo hacer"},
                                                       {VisitAct::report, "se informa"},
                                                       {VisitAct::give_back, "se devuelve"},
                                                       {VisitAct::move, "se cambia"},
                                                       {VisitAct::lock, "se fija"},
                                                       {VisitAct::unlock, "se suelta"}};
    return words.at(act);
}

const std::string& cause_words(VisitCause cause) {
    static const std::map<VisitCause, std::string> words{{VisitCause::security, "seguridad"},
                                                         {VisitCause::road_or_river, "vía o río"},
                                                         {VisitCause::weather, "clima"},
                                                         {VisitCause::strike, "paro"},
                                                         {VisitCause::school_closed, "escuela cerrada"},
                                                         {VisitCause::community, "de la comunidad"},
                                                         {VisitCause::pair, "de la pareja"},
                                                         {VisitCause::transport, "transporte"},
                                                         {VisitCause::other, "otra causa"}};
    return words.at(cause);
}

}  // namespace minka::cli
