#pragma once

#include <string>

// Small forms for tests: a visit report whose attendance is a repeated group, and an anonymous sheet.
namespace minka::test {

inline std::string visit_form(const std::string& version, const std::string& extra_bind = {}) {
    return R"(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:minka="urn:minka:facts">
  <h:head><h:title>Informe de visita</h:title><model>
    <instance><data id="informe" version=")" +
           version + R"("><visita/><fecha/><asistente><nombre/><horas/></asistente><foto/>
      <meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/visita" type="string" minka:fact="seen.visit"/>
    <bind nodeset="/data/fecha" type="date"/>
    <bind nodeset="/data/asistente/nombre" type="string" minka:fact="seen.name"/>
    <bind nodeset="/data/asistente/horas" type="decimal" minka:fact="seen.hours"/>
    <bind nodeset="/data/foto" type="binary"/>)" +
           extra_bind + R"(
  </model></h:head>
  <h:body><group ref="/data/asistente"><repeat nodeset="/data/asistente"/></group></h:body>
</h:html>)";
}

inline std::string sheet_form(const std::string& bind = {}) {
    return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Hoja</h:title><model><instance><data id="hoja" version="1"><v1/><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/v1" type="int"/>)" +
           bind + R"(</model></h:head><h:body/></h:html>)";
}

inline std::string visit_answers(const std::string& instance, const std::string& version, const std::string& rows,
                                 const std::string& corrects = {}) {
    return R"(<data id="informe" version=")" + version + R"("><visita>V-7</visita><fecha>2026-03-01</fecha>)" + rows +
           "<foto/><meta><instanceID>uuid:" + instance + "</instanceID>" +
           (corrects.empty() ? "" : "<deprecatedID>uuid:" + corrects + "</deprecatedID>") + "</meta></data>";
}

inline std::string attended(const std::string& name, const std::string& hours) {
    return "<asistente><nombre>" + name + "</nombre><horas>" + hours + "</horas></asistente>";
}

}  // namespace minka::test
