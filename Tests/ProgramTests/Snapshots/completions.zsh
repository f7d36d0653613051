#compdef emocli

__emocli_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__emocli_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __emocli_complete "${completions[@]:0:-1}"
    fi
}

__emocli_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_emocli() {
    emulate -RL zsh -G
    setopt extendedglob nullglob numericglobsort
    unsetopt aliases banghist

    local -xr SAP_SHELL=zsh
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(builtin emulate zsh -c 'printf %s "${ZSH_VERSION}"')"
    local -r SAP_SHELL_VERSION

    local context state state_descr line
    local -A opt_args

    local -r command_name="${words[1]}"
    local -ar command_line=("${words[@]}")
    local -ir current_word_index="$((CURRENT - 1))"

    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'analyze:Name the emotion of clips: one record a clip.'
            'features:Write what the recognizer hears and sees, row by row.'
            'train:Train a fusion model on labelled clips.'
            'evaluate:Score the emotions named for labelled clips.'
            'models:Show and check the weights the program runs on.'
            'schema:Print the JSON Schema of the record.'
            'doctor:Show what the program found on this machine and test itself.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        analyze|features|train|evaluate|models|schema|doctor|help)
            "_emocli_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_emocli_analyze() {
    local -i ret=1
    local -ar ___modality=('auto' 'both' 'voice' 'face')
    local -ar ___face=('speaker' 'largest' 'all' 'full-frame')
    local -ar ___timeline=('utterance')
    local -ar ___speaker_by=('directory' 'regex:')
    local -ar ___format=('auto' 'table' 'json' 'jsonl' 'csv')
    local -ar ___sidecar=('srt' 'vtt' 'textgrid' 'eaf')
    local -ar arg_specs=(
        '*:input:_files'
        '--channel[Which audio channel speaks; each\: all of them, each on its own.]:mix|N|each:'
        '--start[Where the part to analyse begins, in seconds.]:S:'
        '--duration[How long the part to analyse is, in seconds.]:S:'
        '--modality[Which streams count; auto\: those the clip has.]:auto|both|voice|face:{__emocli_complete "${___modality[@]}"}'
        '--face[Whose face counts; all\: each for itself; full-frame\: the picture is a face. (default\: speaker)]:speaker|largest|all|full-frame:{__emocli_complete "${___face[@]}"}'
        '--face-csv[Face measurements of the one clip, as OpenFace writes them, instead of its pictures\: AU01_r to AU45_r, and x_0 to y_67 if there; a row a frame, or one for all.]:FILE:_files -g '\''*.csv'\'''
        '--labels[Only these emotions are possible.]:A,B,...:'
        '--min-confidence[Below this probability the emotion is '\''uncertain'\''.]:P:'
        '--timeline[Add the emotion of every S seconds, or of each utterance.]:S|utterance:{__emocli_complete "${___timeline[@]}"}'
        '--speaker-by[Score each clip against all clips of its speaker, who is told by the clip'\''s folder, or by the first group of a regular expression on its path. Nothing is written before all clips are measured.]:directory|regex\:RE:{__emocli_complete "${___speaker_by[@]}"}'
        '--baseline[Score against the speakers'\'' clips in FILE, as they come; a FILE that is not there is made of this run'\''s clips. Needs --speaker-by.]:FILE:_files -g '\''*.json'\'''
        '--timeout[Seconds a clip may take; default\: 60 plus 10 times its duration.]:S:'
        '--model[Another fusion model.]:FILE:_files -g '\''*.safetensors'\'''
        '(--format -f)'{--format,-f}'[How records are written; auto\: a table on a terminal, JSON Lines otherwise.]:auto|table|json|jsonl|csv:{__emocli_complete "${___format[@]}"}'
        '--fields[Only these keys, in this order.]:a,b.c:'
        '(--output -o)'{--output,-o}'[Write the records there; without --resume an older FILE is replaced.]:FILE:_files'
        '--resume[Go on with FILE, JSON Lines or CSV\: clips that it records as ok and that have not changed are passed over.]'
        '(-j --jobs)'{-j,--jobs}'[Clips worked on at once; default\: the cores available.]:N:'
        '-0[Paths on standard input end with NUL instead of a new line.]'
        '--shard[Only the I-th of N parts of the clips, by a fixed hash of their paths; the parts make up the whole.]:I/N:'
        '--strict[Stop at the first clip that fails.]'
        '*--sidecar[Also write each clip'\''s emotion over time as subtitles or annotation tiers, in the place of older ones; without --timeline, of every second.]:srt,vtt,textgrid,eaf:{__emocli_complete "${___sidecar[@]}"}'
        '--output-dir[Put these files there instead of beside the clips.]:DIR:_files -/'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Say nothing but errors.]'
        '(--verbose -v)'{--verbose,-v}'[Say more about what is done.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_features() {
    local -i ret=1
    local -ar ___kind=('mel' 'voice' 'face' 'landmarks' 'aus' 'embedding')
    local -ar ___format=('csv' 'jsonl' 'npy')
    local -ar ___face=('speaker' 'largest' 'all' 'full-frame')
    local -ar arg_specs=(
        '*:input:_files'
        '--kind[What to write\: every 10 ms a log-mel frame or the voice'\''s measures, or of every picture the face'\''s place and pose, its 68 landmarks, its action units, or the embedding of its expression.]:mel|voice|face|landmarks|aus|embedding:{__emocli_complete "${___kind[@]}"}'
        '(--format -f)'{--format,-f}'[How it is written; npy\: float32 of one clip, mel (frames, 128), voice (frames, 32) or embedding (pictures, 512).]:csv|jsonl|npy:{__emocli_complete "${___format[@]}"}'
        '--face[Whose face counts; all\: each for itself; full-frame\: the picture is a face.]:speaker|largest|all|full-frame:{__emocli_complete "${___face[@]}"}'
        '--channel[Which audio channel speaks; each\: all of them, each on its own.]:mix|N|each:'
        '--start[Where the part to analyse begins, in seconds.]:S:'
        '--duration[How long the part to analyse is, in seconds.]:S:'
        '(--output -o)'{--output,-o}'[Write there; an older FILE is replaced.]:FILE:_files'
        '(-j --jobs)'{-j,--jobs}'[Clips worked on at once; default\: the cores available.]:N:'
        '-0[Paths on standard input end with NUL instead of a new line.]'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Say nothing but errors.]'
        '(--verbose -v)'{--verbose,-v}'[Say more about what is done.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_train() {
    local -i ret=1
    local -ar arg_specs=(
        '--manifest[The labelled clips.]:FILE.csv:_files -g '\''*.csv'\'''
        '(--output -o)'{--output,-o}'[Write the model there; an older FILE is replaced.]:FILE:_files -g '\''*.safetensors'\'''
        '--folds[Try it on strangers\: train also without each of N parts of the people, or of the values of a column of the manifest.]:N|COLUMN:'
        '--encoders[Hear fold K with DIR/K/voice-encoder.safetensors and begin with DIR/K/voice-head.safetensors; default\: the shipped ones, which may have heard the people.]:DIR:_files -/'
        '--personal-baseline[Score each clip of the folds against its speaker'\''s own, unlabelled statistics.]'
        '--model[Begin with that fusion model; default\: the voice'\''s head of the shipped one, the rest anew.]:FILE:_files -g '\''*.safetensors'\'''
        '--seed[The same seed gives the same model.]:N:'
        '--epochs[At most so many times through the clips.]:N:'
        '--resume[Go on where an interrupted training of the same clips and options left MODEL.checkpoint.]'
        '--identity[Name and version that the records show; default\: emocli-trained and a version from what it was trained on.]:'\''NAME VERSION'\'':'
        '--cache[Keep what was heard and seen of the clips there; default\: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.]:DIR:_files -/'
        '--records[Write each clip'\''s record by the network that does not know its fold, as JSON Lines; needs --folds.]:FILE:_files'
        '--fold-models[Keep the network that does not know fold K as DIR/K/emocli-av.safetensors; needs --folds.]:DIR:_files -/'
        '--report[Write one page with the curves and figures.]:FILE.html:_files -g '\''*.html'\'''
        '--log[Write a row for each epoch as it ends.]:FILE.csv:_files -g '\''*.csv'\'''
        '(-j --jobs)'{-j,--jobs}'[Clips worked on at once; default\: the cores available.]:N:'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Say nothing but errors.]'
        '(--verbose -v)'{--verbose,-v}'[Say more about what is done.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_evaluate() {
    local -i ret=1
    local -ar ___format=('table' 'json')
    local -ar arg_specs=(
        '--manifest[The labelled clips.]:FILE.csv:_files -g '\''*.csv'\'''
        '--model[Another fusion model.]:FILE:_files -g '\''*.safetensors'\'''
        '--records[Write each clip'\''s record there, as JSON Lines; an older FILE is replaced.]:FILE:_files'
        '--personal-baseline[Score each clip against all of its speaker'\''s in the manifest, whatever they are labelled.]'
        '(--format -f)'{--format,-f}'[How the figures are written.]:table|json:{__emocli_complete "${___format[@]}"}'
        '(-j --jobs)'{-j,--jobs}'[Clips worked on at once; default\: the cores available.]:N:'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Say nothing but errors.]'
        '(--verbose -v)'{--verbose,-v}'[Say more about what is done.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_models() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'list:List the files of weights.'
            'info:Show what they were trained on, their licence, their measured figures and limits.'
            'verify:Compare the files with the checksums shipped beside them.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|info|verify)
            "_emocli_models_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_emocli_models_list() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_models_info() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_models_verify() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_schema() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_doctor() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _emocli ]]; then
    _emocli "${@}"
else
    compdef _emocli emocli
fi
