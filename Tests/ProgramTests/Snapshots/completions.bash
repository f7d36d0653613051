#!/bin/bash

__emocli_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__emocli_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__emocli_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__emocli_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_emocli() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __emocli_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    analyze|features|train|evaluate|bench|models|schema|doctor|help)
        # Offer subcommand argument completions
        "_emocli_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'analyze features train evaluate bench models schema doctor help' -- "${cur}"))
        ;;
    esac
}

_emocli_analyze() {
    repeating_flags=()
    non_repeating_flags=(--resume -0 --strict --no-progress --quiet -q --verbose -v --version -h --help)
    repeating_options=(--sidecar)
    non_repeating_options=(--channel --start --duration --channel-names --modality --face --face-csv --labels --min-confidence --timeline --segments --speaker-by --baseline --timeout --model --voice-encoder --format -f --fields --rows --output -o --summary -j --jobs --shard --output-dir)
    __emocli_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--channel')
        return
        ;;
    '--start')
        return
        ;;
    '--duration')
        return
        ;;
    '--channel-names')
        return
        ;;
    '--modality')
        __emocli_add_completions -W 'auto'$'\n''both'$'\n''voice'$'\n''face'
        return
        ;;
    '--face')
        __emocli_add_completions -W 'speaker'$'\n''largest'$'\n''all'$'\n''full-frame'
        return
        ;;
    '--face-csv')
        __emocli_add_completions -o plusdirs -fX '!*.@(csv)'
        return
        ;;
    '--labels')
        return
        ;;
    '--min-confidence')
        return
        ;;
    '--timeline')
        __emocli_add_completions -W 'utterance'
        return
        ;;
    '--segments')
        __emocli_add_completions -o plusdirs -fX '!*.@(srt|vtt|TextGrid|eaf|csv)'
        return
        ;;
    '--speaker-by')
        __emocli_add_completions -W 'directory'$'\n''regex:'
        return
        ;;
    '--baseline')
        __emocli_add_completions -o plusdirs -fX '!*.@(json)'
        return
        ;;
    '--timeout')
        return
        ;;
    '--model')
        __emocli_add_completions -o plusdirs -fX '!*.@(safetensors)'
        return
        ;;
    '--voice-encoder')
        __emocli_add_completions -d
        return
        ;;
    '--format'|'-f')
        __emocli_add_completions -W 'auto'$'\n''table'$'\n''json'$'\n''jsonl'$'\n''csv'
        return
        ;;
    '--fields')
        return
        ;;
    '--rows')
        __emocli_add_completions -W 'clips'$'\n''segments'
        return
        ;;
    '--output'|'-o')
        __emocli_add_completions -f
        return
        ;;
    '--summary')
        __emocli_add_completions -o plusdirs -fX '!*.@(csv|json)'
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '--shard')
        return
        ;;
    '--sidecar')
        __emocli_add_completions -W 'srt'$'\n''vtt'$'\n''textgrid'$'\n''eaf'$'\n''csv'
        return
        ;;
    '--output-dir')
        __emocli_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __emocli_add_completions -f
        return
        ;;
    esac
}

_emocli_features() {
    repeating_flags=()
    non_repeating_flags=(-0 --no-progress --quiet -q --verbose -v --version -h --help)
    repeating_options=()
    non_repeating_options=(--kind --format -f --per --voice-encoder --layer --face --channel --start --duration --output -o -j --jobs)
    __emocli_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--kind')
        __emocli_add_completions -W 'mel'$'\n''voice'$'\n''face'$'\n''landmarks'$'\n''aus'$'\n''embedding'$'\n''encoder'
        return
        ;;
    '--format'|'-f')
        __emocli_add_completions -W 'csv'$'\n''jsonl'$'\n''npy'
        return
        ;;
    '--per')
        __emocli_add_completions -W 'frame'$'\n''clip'
        return
        ;;
    '--voice-encoder')
        __emocli_add_completions -d
        return
        ;;
    '--layer')
        return
        ;;
    '--face')
        __emocli_add_completions -W 'speaker'$'\n''largest'$'\n''all'$'\n''full-frame'
        return
        ;;
    '--channel')
        return
        ;;
    '--start')
        return
        ;;
    '--duration')
        return
        ;;
    '--output'|'-o')
        __emocli_add_completions -f
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __emocli_add_completions -f
        return
        ;;
    esac
}

_emocli_train() {
    repeating_flags=()
    non_repeating_flags=(--personal-baseline --resume --no-progress --quiet -q --verbose -v --version -h --help)
    repeating_options=()
    non_repeating_options=(--manifest --output -o --folds --encoders --voice-encoder --model --seed --epochs --identity --cache --cache-limit --records --fold-models --report --log -j --jobs)
    __emocli_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--manifest')
        __emocli_add_completions -o plusdirs -fX '!*.@(csv)'
        return
        ;;
    '--output'|'-o')
        __emocli_add_completions -o plusdirs -fX '!*.@(safetensors)'
        return
        ;;
    '--folds')
        return
        ;;
    '--encoders')
        __emocli_add_completions -d
        return
        ;;
    '--voice-encoder')
        __emocli_add_completions -d
        return
        ;;
    '--model')
        __emocli_add_completions -o plusdirs -fX '!*.@(safetensors)'
        return
        ;;
    '--seed')
        return
        ;;
    '--epochs')
        return
        ;;
    '--identity')
        return
        ;;
    '--cache')
        __emocli_add_completions -d
        return
        ;;
    '--cache-limit')
        return
        ;;
    '--records')
        __emocli_add_completions -f
        return
        ;;
    '--fold-models')
        __emocli_add_completions -d
        return
        ;;
    '--report')
        __emocli_add_completions -o plusdirs -fX '!*.@(html)'
        return
        ;;
    '--log')
        __emocli_add_completions -o plusdirs -fX '!*.@(csv)'
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    esac
}

_emocli_evaluate() {
    repeating_flags=()
    non_repeating_flags=(--personal-baseline --no-progress --quiet -q --verbose -v --version -h --help)
    repeating_options=()
    non_repeating_options=(--manifest --model --voice-encoder --records --format -f -j --jobs)
    __emocli_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--manifest')
        __emocli_add_completions -o plusdirs -fX '!*.@(csv)'
        return
        ;;
    '--model')
        __emocli_add_completions -o plusdirs -fX '!*.@(safetensors)'
        return
        ;;
    '--voice-encoder')
        __emocli_add_completions -d
        return
        ;;
    '--records')
        __emocli_add_completions -f
        return
        ;;
    '--format'|'-f')
        __emocli_add_completions -W 'table'$'\n''json'
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    esac
}

_emocli_bench() {
    repeating_flags=()
    non_repeating_flags=(--no-progress --quiet -q --verbose -v --version -h --help)
    repeating_options=()
    non_repeating_options=(--format -f --repeats -r)
    __emocli_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--format'|'-f')
        __emocli_add_completions -W 'auto'$'\n''table'$'\n''json'
        return
        ;;
    '--repeats'|'-r')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __emocli_add_completions -f
        return
        ;;
    esac
}

_emocli_models() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|info|verify)
        # Offer subcommand argument completions
        "_emocli_models_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list info verify' -- "${cur}"))
        ;;
    esac
}

_emocli_models_list() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 0
}

_emocli_models_info() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __emocli_add_completions -d
        return
        ;;
    esac
}

_emocli_models_verify() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 0
}

_emocli_schema() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 0
}

_emocli_doctor() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options 0
}

_emocli_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __emocli_offer_flags_options -1
}

complete -o filenames -F _emocli emocli
