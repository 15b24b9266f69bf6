// The latest handshakes that were refused, while they are in view.

import { byId, element } from './dom.js';

export class Refusals {

	#feed;

	constructor(feed) {
		this.#feed = feed;
		feed.addEventListener('snapshot', () => this.#refresh());
		byId('tab-refusals').addEventListener('click', () => this.#refresh());
	}

	async #refresh() {
		if (document.hidden || byId('panel-refusals').hidden) {
			return;
		}
		try {
			this.#show(await this.#feed.command('refusals'));
			byId('refusals-problem').textContent = '';
		}
		catch (problem) {
			byId('refusals-problem').textContent = problem.message;
		}
	}

	#show(refusals) {
		byId('refusals').tBodies[0].replaceChildren(...refusals.map((refusal) => this.#row(refusal)));
		byId('refusals-empty').hidden = refusals.length > 0;
	}

	#row({ at, endpoint, status, reason, remoteAddress, explanation }) {
		const cell = (textContent, className = '', label = '') => element('td', { textContent, className, dataset: { label } });
		return element('tr', {}, cell(new Date(at).toLocaleTimeString([], { hour12: false })), cell(endpoint, 'endpoint'),
				cell(status, 'number', 'status'), cell(reason), cell(remoteAddress ?? '–'), cell(explanation, 'why'));
	}

}
