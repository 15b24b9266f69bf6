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

package io.github.wsboot.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;

/**
 * Class loader that loads a container again without one of its classes, or without a
 * method of any class.
 */
public final class HidingClassLoader extends ClassLoader {

	private final String packages;

	private final String hiddenType;

	private final String hiddenMethod;

	private HidingClassLoader(String packages, String hiddenType, String hiddenMethod) {
		super(HidingClassLoader.class.getClassLoader());
		this.packages = packages;
		this.hiddenType = hiddenType;
		this.hiddenMethod = hiddenMethod;
	}

	/**
	 * Create a loader that hides nothing.
	 * @param packages the prefixes of the container's packages
	 */
	public static HidingClassLoader of(String packages) {
		return new HidingClassLoader(packages, "", "");
	}

	/**
	 * Return a loader that hides a class.
	 */
	public HidingClassLoader withoutType(String type) {
		return new HidingClassLoader(this.packages, type, "");
	}

	/**
	 * Return a loader that hides a method of all classes.
	 */
	public HidingClassLoader withoutMethod(String method) {
		return new HidingClassLoader(this.packages, "", method);
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(this.packages)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (in == null || name.equals(this.hiddenType)) {
				throw new ClassNotFoundException(name);
			}
			byte[] bytes = change(in.readAllBytes());
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private byte[] change(byte[] bytes) {
		ClassWriter writer = new ClassWriter(0);
		String hidden = this.hiddenMethod;
		new ClassReader(bytes).accept(new ClassVisitor(SpringAsmInfo.ASM_VERSION, writer) {

			@Override
			public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
					String[] exceptions) {
				return super.visitMethod(access, name.equals(hidden) ? name + "Hidden" : name, descriptor, signature,
						exceptions);
			}

		}, 0);
		return writer.toByteArray();
	}

}
