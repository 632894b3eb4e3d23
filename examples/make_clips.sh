#!/usr/bin/env bash
# Makes examples/clips/*.wav and examples/manifest.jsonl: short synthetic utterances with known transcriptions,
# each made hard to hear in one way. The same tools of the same version make the same bytes.
# Nobody's voice is recorded here, and every serial and account is invented.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for tool in espeak-ng sox soxi; do
    if ! command -v "$tool" >/dev/null; then
        echo "make_clips.sh needs $tool. Install it with: apt-get install espeak-ng sox (Debian, Ubuntu)" \
            "or brew install espeak-ng sox (macOS)." >&2
        exit 1
    fi
done

# name|voice|words a minute|pitch|rate|how it is hard|domain|device serial|account|consent|text
clips='
en-01|en-us|185|42|8000|noise|kitchen timer|SN-4F81-0093|ACC-220194|true|set a timer for fifteen minutes
en-02|en-gb-x-rp|175|60|8000|phone|lights|SN-4F81-0417|ACC-220731|true|dim the hall lamp to thirty percent
en-03|en-gb-scotland|180|35|16000|crosstalk|calls|SN-71C0-1108|ACC-218846|true|call Anne at the dental office
en-04|en-us|190|70|8000|clipped|shopping list|SN-71C0-2250|ACC-223015|true|add flour and four lemons to the list
en-05|en-gb-scotland|170|50|16000|far|music|SN-9A36-0031|ACC-219507|true|play some light rain and whale sounds
de-01|de+f3|180|45|8000|noise|kitchen timer|SN-4F82-0765|ACC-330118|true|stell den Wecker auf zwei Uhr dreißig
de-02|de|175|40|8000|phone|heating|SN-4F82-1932|ACC-330452|true|mach die Heizung im Bad auf zwanzig Grad
de-03|de+m5|185|55|16000|crosstalk|news|SN-71C3-0640|ACC-331270|true|spiel die Nachrichten von heute Morgen
de-04|de+f2|180|50|8000|clipped|shopping list|SN-71C3-0911|ACC-331988|false|setz Mehl und Milch auf die Einkaufsliste
es-01|es|180|45|8000|noise|alarm clock|SN-9A40-0277|ACC-440263|true|pon una alarma a las seis y media
es-02|es-419+f4|185|55|8000|phone|lights|SN-9A40-0583|ACC-440719|true|apaga las luces de la cocina y del pasillo
es-03|es+m3|175|38|16000|crosstalk|calls|SN-B215-0046|ACC-441305|true|llama a casa de la abuela
es-04|es-419|180|62|16000|far|weather|SN-B215-0398|ACC-441867|true|va a hacer calor el sábado
'

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Repeatable noise, no dither, and no word about the clipping that is meant.
quiet_sox() { sox -R -D -V1 "$@"; }

speak() { # voice, words a minute, pitch, rate, text, output file
    espeak-ng -b 1 -v "$1" -s "$2" -p "$3" -w "$work/spoken.wav" "$5"
    quiet_sox "$work/spoken.wav" -b 16 -c 1 -r "$4" "$6" gain -n -6 pad 0.3 0.3
}

hiss() { # kind, level, rate: as long as the voice
    quiet_sox -n -b 16 -c 1 -r "$3" "$work/hiss.wav" synth "$(soxi -D "$work/voice.wav")" "$1" vol "$2"
}

murmur() { # language, rate: a second person in the room
    local text
    case "$1" in
        en) text="no wait I said the other one not that one" ;;
        de) text="nein warte ich meinte doch das andere" ;;
        es) text="no espera yo decía el otro no ese" ;;
    esac
    speak "$1+f5" 200 65 "$2" "$text" "$work/murmur.wav"
}

make_hard() { # how, language, rate, output file
    case "$1" in
        noise)
            hiss pinknoise 0.25 "$3"
            quiet_sox -m -v 0.8 "$work/voice.wav" -v 0.8 "$work/hiss.wav" "$4"
            ;;
        phone)
            hiss whitenoise 0.02 "$3"
            quiet_sox -m -v 0.9 "$work/voice.wav" -v 0.9 "$work/hiss.wav" "$4" sinc 300-3400 gain -n -4
            ;;
        crosstalk)
            murmur "$2" "$3"
            quiet_sox -m -v 0.6 "$work/voice.wav" -v 0.45 "$work/murmur.wav" "$4" \
                trim 0 "$(soxi -D "$work/voice.wav")"
            ;;
        clipped) quiet_sox "$work/voice.wav" "$4" gain 24 vol 0.5 ;;
        far)
            hiss brownnoise 0.05 "$3"
            quiet_sox -m -v 0.2 "$work/voice.wav" -v 0.6 "$work/hiss.wav" "$4" reverb 70 gain 6
            ;;
    esac
}

mkdir -p clips
: >"$work/manifest.jsonl"
while IFS='|' read -r name voice speed pitch rate how domain serial account consent text; do
    [ -n "$name" ] || continue
    lang="${name%%-*}"
    speak "$voice" "$speed" "$pitch" "$rate" "$text" "$work/voice.wav"
    make_hard "$how" "$lang" "$rate" "clips/$name.wav"
    printf '{"audio_filepath": "clips/%s.wav", "duration": %.3f, "text": "%s", "lang": "%s", "domain": "%s", "device_serial": "%s", "account": "%s", "consent": %s}\n' \
        "$name" "$(soxi -D "clips/$name.wav")" "$text" "$lang" "$domain" "$serial" "$account" "$consent" \
        >>"$work/manifest.jsonl"
done <<<"$clips"
mv "$work/manifest.jsonl" manifest.jsonl
echo "Made $(wc -l <manifest.jsonl | tr -d ' ') clips, $(du -ck clips/*.wav | tail -n 1 | cut -f 1) KiB in all."
