/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.war;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.catalina.Host;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat in a process of its own, to which a WAR is deployed. It knows no class of the
 * WAR. The next line of input undeploys the WAR, and the end of it stops Tomcat.
 */
public final class ExternalTomcat {

	static final String PORT = "Tomcat has the port ";

	static final String UNDEPLOYED = "Tomcat has undeployed the WAR";

	private ExternalTomcat() {
	}

	/**
	 * Start it.
	 * @param arguments the directory of Tomcat, the WAR, and its context path
	 * @throws Exception if it cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		Path base = Path.of(arguments[0]);
		Files.createDirectories(base.resolve("webapps"));
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(base.toString());
		tomcat.setPort(0);
		tomcat.getConnector();
		Host host = tomcat.getHost();
		tomcat.start();
		StandardContext context = context(arguments[1], arguments[2]);
		try {
			host.addChild(context);
		}
		catch (IllegalStateException ex) {
			// As when Tomcat finds a WAR that does not start: it goes on without it
			ex.printStackTrace();
		}
		System.out.println(PORT + tomcat.getConnector().getLocalPort());
		System.in.read();
		host.removeChild(context);
		System.out.println(UNDEPLOYED);
		while (System.in.read() != -1) {
			// The end is awaited
		}
		tomcat.stop();
		tomcat.destroy();
	}

	private static StandardContext context(String war, String path) {
		ContextConfig config = new ContextConfig();
		config.setDefaultWebXml(new Tomcat().noDefaultWebXmlPath());
		StandardContext context = new StandardContext();
		context.setName(path);
		context.setPath(path);
		context.setDocBase(war);
		context.setParentClassLoader(ExternalTomcat.class.getClassLoader());
		context.addLifecycleListener(config);
		return context;
	}

}
