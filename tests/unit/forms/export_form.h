#pragma once

#include <string>

// A form with a group, a repeated group within it and one within that, two languages and every kind of column.
namespace minka::test {

inline std::string export_form(const std::string& version = "1", const std::string& extra = {}) {
    return R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:minka="urn:minka:facts">
  <h:head><h:title>Clima escolar</h:title><model>
    <itext>
      <translation lang="English (en)"><text id="gusto"><value>Do you like it?</value></text>
        <text id="si"><value>Yes</value></text><text id="no"><value>No</value></text></translation>
      <translation lang="Español (es)" default="true()"><text id="gusto"><value>¿Te gusta?</value>
        <value form="short">Gusto</value></text>
        <text id="si"><value>Sí</value></text><text id="no"><value>No</value></text></translation>
    </itext>
    <instance><data id="clima" version=")xml" +
           version + R"xml("><gusto/><grupo><edad/><temas/><lugar/></grupo>
      <hijo jr:template=""><nombre/><juguete><que/></juguete></hijo><telefono/>)xml" +
           extra + R"xml(<meta><instanceID/></meta></data></instance>
    <instance id="sino"><lista><item><itextId>si</itextId><name>1</name></item>
      <item><itextId>no</itextId><name>2</name></item></lista></instance>
    <bind nodeset="/data/gusto" type="string"/>
    <bind nodeset="/data/grupo/edad" type="int"/>
    <bind nodeset="/data/grupo/temas" type="string"/>
    <bind nodeset="/data/grupo/lugar" type="geopoint"/>
    <bind nodeset="/data/hijo/nombre" type="string" minka:personal="yes"/>
    <bind nodeset="/data/hijo/juguete/que" type="string"/>
    <bind nodeset="/data/telefono" type="string" jr:preload="property" jr:preloadParams="phonenumber"/>
  </model></h:head>
  <h:body>
    <select1 ref="/data/gusto"><label ref="jr:itext('gusto')"/>
      <itemset nodeset="instance('sino')/lista/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
    <group ref="/data/grupo"><input ref="/data/grupo/edad"><label>Edad</label></input>
      <select ref="/data/grupo/temas"><label>Temas</label><item><label>Paz</label><value>paz</value></item>
        <item><label>Río</label><value>rio</value></item></select></group>
    <group ref="/data/hijo"><repeat nodeset="/data/hijo"><input ref="/data/hijo/nombre"><label>Nombre</label></input>
      <group ref="/data/hijo/juguete"><repeat nodeset="/data/hijo/juguete"><input ref="/data/hijo/juguete/que"/>
      </repeat></group></repeat></group>
  </h:body>
</h:html>)xml";
}

inline std::string export_answers(const std::string& instance, const std::string& inner, const std::string& meta = {}) {
    return "<data id=\"clima\" version=\"1\">" + inner + "<meta><instanceID>uuid:" + instance + "</instanceID>" + meta +
           "</meta></data>";
}

}  // namespace minka::test
