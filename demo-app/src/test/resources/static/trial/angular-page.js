import { DestroyRef, effect, runInInjectionContext } from '@angular/core';
import { injectChat } from '/examples/angular.js';

const destroyRef = new DestroyRef();
const { lines, state, say } = runInInjectionContext(destroyRef, () => injectChat('/chat/lobby'));
document.querySelector('main').innerHTML = '<form><input name="text"><button>Say</button><output></output></form>';
effect(() => document.body.dataset.state = state());
effect(() => document.querySelector('output').textContent = lines().map(({ from, text }) => `${from}: ${text}\n`).join(''));
document.querySelector('form').addEventListener('submit', (event) => {
	event.preventDefault();
	say(event.target.elements.text.value);
});
document.querySelector('#leave').addEventListener('click', () => destroyRef.destroy());
