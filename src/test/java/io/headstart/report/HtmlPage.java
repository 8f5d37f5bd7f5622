package io.headstart.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A written page, parsed: the pages are also well-formed XML, so that Java can read them. */
record HtmlPage(Document document) {
  static HtmlPage read(Path file) {
    try {
      InputSource text = new InputSource(new StringReader(Files.readString(file)));
      return new HtmlPage(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(text));
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError(file + " is not a well-formed page", e);
    }
  }

  /** Returns the elements of a name, in their order. */
  List<Element> all(String name) {
    NodeList found = document.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  /** Returns the texts of the elements of a name, in their order. */
  List<String> texts(String name) {
    return all(name).stream().map(element -> element.getTextContent().strip()).toList();
  }

  /** Returns the names of all elements. */
  List<String> elements() {
    return all("*").stream().map(Element::getTagName).distinct().sorted().toList();
  }

  /** Returns the names of all attributes. */
  List<String> attributes() {
    return all("*").stream()
        .map(Element::getAttributes)
        .flatMap(
            attributes ->
                IntStream.range(0, attributes.getLength())
                    .mapToObj(i -> attributes.item(i).getNodeName()))
        .distinct()
        .sorted()
        .toList();
  }
}
