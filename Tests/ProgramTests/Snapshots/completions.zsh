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
            'analyze:Label the emotion in clips: one record per clip.'
            'features:Write voice and face features: one row per step, frame or clip.'
            'train:Train a fusion model on labelled clips.'
            'evaluate:Score the program'\''s labels against those of a manifest.'
            'bench:Measure how fast this machine analyses a clip.'
            'models:Show and check the weights.'
            'schema:Print the record'\''s JSON Schema.'
            'doctor:Show the libraries, processor and weights in use, and run a self-test.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        analyze|features|train|evaluate|bench|models|schema|doctor|help)
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
    local -ar ___rows=('clips' 'segments')
    local -ar ___sidecar=('srt' 'vtt' 'textgrid' 'eaf' 'csv')
    local -ar arg_specs=(
        '*:input:_files'
        '--channel[Audio channel to analyse; each\: every channel separately. (default\: mix)]:mix|N|each:'
        '--start[Start of the part to analyse, in seconds or \[H\:\]M\:S. (default\: 0)]:T:'
        '--duration[Length of the part to analyse, in seconds or \[H\:\]M\:S.]:T:'
        '--channel-names[Names of the channels, left first, in table, summary, sidecar files and transcripts; needs --channel each.]:A,B,...:'
        '--modality[Streams to use; auto\: those the clip has.]:auto|both|voice|face:{__emocli_complete "${___modality[@]}"}'
        '--face[Face to use; all\: every face on its own, besides the speaker'\''s; full-frame\: the image is a cropped face. (default\: speaker)]:speaker|largest|all|full-frame:{__emocli_complete "${___face[@]}"}'
        '--face-csv[Take the face from a CSV file with OpenFace'\''s columns instead of the video\: AU01_r to AU45_r, optionally AU01_c to AU45_c and x_0 to y_67; one row per frame, or one for the whole clip.]:FILE:_files -g '\''*.csv'\'''
        '--labels[Allow only these labels; probabilities are renormalised. Two or more of neutral, calm, happy, sad, angry, fearful, disgust and surprised.]:A,B,...:'
        '--min-confidence[Label clips below this confidence '\''uncertain'\''. (default\: 0)]:P:'
        '--timeline[Add a label for every S seconds, or for each utterance.]:S|utterance:{__emocli_complete "${___timeline[@]}"}'
        '--segments[Add a label for every interval of a transcript (SRT, VTT, TextGrid, EAF or CSV with start_s, end_s, text); DIR\: each clip'\''s own, by its name.]:FILE|DIR:_files -g '\''*.srt *.vtt *.TextGrid *.eaf *.csv'\'''
        '--speaker-by[Score each clip against the baseline of its speaker, named by the clip'\''s folder or by the first group of a regular expression on its path. Records appear once all clips are measured, unless --baseline names an existing file.]:directory|regex\:RE:{__emocli_complete "${___speaker_by[@]}"}'
        '--baseline[Use the speakers'\'' baselines in FILE and score each clip as soon as it is measured; if FILE does not exist, it is written from this run'\''s clips. Needs --speaker-by.]:FILE:_files -g '\''*.json'\'''
        '--timeout[Time limit per clip, in seconds or \[H\:\]M\:S; default\: 60 s plus 10 times its duration.]:T:'
        '--model[Fusion model to use instead of the shipped one.]:FILE:_files -g '\''*.safetensors'\'''
        '--voice-encoder[Pre-trained voice encoder to use instead of the shipped one\: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio; needs a --model trained with it.]:DIR:_files -/'
        '(--format -f)'{--format,-f}'[Output format; auto\: by the ending of --output (.csv, .json, .jsonl), a table on a terminal, else JSON Lines.]:auto|table|json|jsonl|csv:{__emocli_complete "${___format[@]}"}'
        '--fields[Write only these keys, in this order; dots join nested keys.]:a,b.c:'
        '--rows[What a row of JSON Lines or CSV describes\: a clip, or one segment of a clip'\''s timeline.]:clips|segments:{__emocli_complete "${___rows[@]}"}'
        '(--output -o)'{--output,-o}'[Write the records to FILE, replacing an older one unless --resume is given.]:FILE:_files'
        '--resume[Continue FILE (JSON Lines or CSV)\: skip unchanged clips that it records as ok.]'
        '--summary[Also write the seconds and shares of each emotion per clip, speaker and channel, judged in steps of 1 s; JSON if FILE ends in .json.]:FILE:_files -g '\''*.csv *.json'\'''
        '(-j --jobs)'{-j,--jobs}'[Number of workers; default\: the available cores.]:N:'
        '-0[With '\''-'\''\: paths on standard input are separated by NUL, not by newlines.]'
        '--shard[Analyse only the I-th of N parts of the clips, split by a hash of their paths (with --speaker-by\: speakers).]:I/N:'
        '--strict[Stop at the first clip that fails.]'
        '*--sidecar[Also write each clip'\''s segments as subtitles, annotation tiers or rows, replacing older files; one segment per second unless --timeline or --segments is given.]:srt,vtt,textgrid,eaf,csv:{__emocli_complete "${___sidecar[@]}"}'
        '--output-dir[Write the sidecar files to DIR instead of next to the clips.]:DIR:_files -/'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Show errors only.]'
        '(--verbose -v)'{--verbose,-v}'[Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_features() {
    local -i ret=1
    local -ar ___kind=('mel' 'voice' 'face' 'landmarks' 'aus' 'embedding' 'encoder')
    local -ar ___format=('csv' 'jsonl' 'npy')
    local -ar ___per=('frame' 'clip')
    local -ar ___face=('speaker' 'largest' 'all' 'full-frame')
    local -ar arg_specs=(
        '*:input:_files'
        '--kind[Features to write. Every 10 ms\: the log-mel spectrogram (mel) or voice measures (voice). Every 40 or 20 ms\: the voice encoder'\''s output (encoder). Every video frame\: the face'\''s box and pose (face), 68 landmarks, 17 action units (aus) or the expression embedding.]:mel|voice|encoder|face|landmarks|aus|embedding:{__emocli_complete "${___kind[@]}"}'
        '(--format -f)'{--format,-f}'[Output format; default\: by the ending of --output (.csv, .jsonl, .npy), else csv. npy\: one clip as float32, mel (steps, 128), voice (steps, 32), encoder (frames, width) or embedding (frames, 512).]:csv|jsonl|npy:{__emocli_complete "${___format[@]}"}'
        '--per[What a row describes\: a video frame or step, or a clip, by the mean, standard deviation, minimum and maximum of each column.]:frame|clip:{__emocli_complete "${___per[@]}"}'
        '--voice-encoder[With --kind encoder\: the pre-trained voice encoder in a Hugging Face directory; default\: the shipped one. States come every 20 ms.]:DIR:_files -/'
        '--layer[The layer whose hidden states to write; 0\: the input of the first; default\: the last.]:N:'
        '--face[Face to use; all\: every face on its own, besides the speaker'\''s; full-frame\: the image is a cropped face.]:speaker|largest|all|full-frame:{__emocli_complete "${___face[@]}"}'
        '--channel[Audio channel to analyse; each\: every channel separately. (default\: mix)]:mix|N|each:'
        '--start[Start of the part to analyse, in seconds or \[H\:\]M\:S. (default\: 0)]:T:'
        '--duration[Length of the part to analyse, in seconds or \[H\:\]M\:S.]:T:'
        '(--output -o)'{--output,-o}'[Write to FILE, replacing an older one.]:FILE:_files'
        '(-j --jobs)'{-j,--jobs}'[Number of workers; default\: the available cores.]:N:'
        '-0[With '\''-'\''\: paths on standard input are separated by NUL, not by newlines.]'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Show errors only.]'
        '(--verbose -v)'{--verbose,-v}'[Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_train() {
    local -i ret=1
    local -ar arg_specs=(
        '--manifest[Table of the labelled clips.]:FILE.csv:_files -g '\''*.csv'\'''
        '(--output -o)'{--output,-o}'[Write the model to FILE, replacing an older one.]:FILE:_files -g '\''*.safetensors'\'''
        '--folds[Cross-validate on unseen speakers\: N folds of speakers, or the folds in a column of the manifest.]:N|COLUMN:'
        '--encoders[Voice encoder of fold K\: the Hugging Face directory DIR/K, or DIR/K/voice-head.safetensors to start from; needs --folds COLUMN. It wins over --voice-encoder; default\: the shipped encoder, which may have been pre-trained on these speakers.]:DIR:_files -/'
        '--voice-encoder[Train on another voice encoder than the shipped one\: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio. The encoder itself stays as it is.]:DIR:_files -/'
        '--personal-baseline[In cross-validation, score each clip against its speaker'\''s baseline; needs --folds.]'
        '--model[Fusion model to start from, trained with the same voice encoder; default\: untrained.]:FILE:_files -g '\''*.safetensors'\'''
        '--seed[Random seed; the same clips, options and seed give the same model (default\: 1).]:N:'
        '--epochs[Maximum number of epochs (default\: 100).]:N:'
        '--resume[Continue an interrupted training from MODEL.checkpoint; clips and options must be the same.]'
        '--identity[Model name and version for the records; default\: emocli-trained and a version derived from the training data.]:'\''NAME VERSION'\'':'
        '--cache[Cache the clips'\'' features in DIR; default\: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.]:DIR:_files -/'
        '--cache-limit[Size of the cache, such as 500MB; the features used longest ago are removed (default\: 20GB).]:SIZE:'
        '--records[Write each clip'\''s out-of-fold record to FILE as JSON Lines, or by its ending as .csv or .json; needs --folds.]:FILE:_files'
        '--fold-models[Keep the network trained without fold K as DIR/K/emocli-av.safetensors; needs --folds.]:DIR:_files -/'
        '--report[Write an HTML page with the learning curves and figures.]:FILE.html:_files -g '\''*.html'\'''
        '--log[Write one row per epoch.]:FILE.csv:_files -g '\''*.csv'\'''
        '(-j --jobs)'{-j,--jobs}'[Number of workers; default\: the available cores.]:N:'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Show errors only.]'
        '(--verbose -v)'{--verbose,-v}'[Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.]'
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
        '--manifest[Table of the labelled clips.]:FILE.csv:_files -g '\''*.csv'\'''
        '--model[Fusion model to use instead of the shipped one.]:FILE:_files -g '\''*.safetensors'\'''
        '--voice-encoder[Pre-trained voice encoder to use instead of the shipped one\: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio; needs a --model trained with it.]:DIR:_files -/'
        '--records[Write each clip'\''s record to FILE as JSON Lines, or by its ending as .csv or .json, replacing an older one.]:FILE:_files'
        '--personal-baseline[Score each clip against its speaker'\''s baseline over all rows; the baseline does not use labels.]'
        '(--format -f)'{--format,-f}'[Output format.]:table|json:{__emocli_complete "${___format[@]}"}'
        '(-j --jobs)'{-j,--jobs}'[Number of workers; default\: the available cores.]:N:'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Show errors only.]'
        '(--verbose -v)'{--verbose,-v}'[Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_emocli_bench() {
    local -i ret=1
    local -ar ___format=('auto' 'table' 'json')
    local -ar arg_specs=(
        '*:clip:_files'
        '(--format -f)'{--format,-f}'[Output format; auto\: a table on a terminal, else JSON.]:auto|table|json:{__emocli_complete "${___format[@]}"}'
        '(--repeats -r)'{--repeats,-r}'[Number of analyses that count, besides one to warm up; default\: 5.]:N:'
        '--no-progress[Show no progress.]'
        '(--quiet -q)'{--quiet,-q}'[Show errors only.]'
        '(--verbose -v)'{--verbose,-v}'[Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.]'
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
            'list:List the weight files.'
            'info:Show training data, licence, figures and limits of the weights.'
            'verify:Compare the weight files with their checksums.'
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
        ':dir:_files -/'
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
