function __emocli_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __emocli_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __emocli_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __emocli_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __emocli_parse_tokens -S
    set -l unparsed_tokens (__emocli_tokens -pc)
    switch $unparsed_tokens[1]
    case 'emocli'
        __emocli_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'analyze'
            __emocli_parse_subcommand -r 1 'channel=' 'start=' 'duration=' 'channel-names=' 'modality=' 'face=' 'face-csv=' 'labels=' 'min-confidence=' 'timeline=' 'segments=' 'speaker-by=' 'baseline=' 'timeout=' 'model=' 'voice-encoder=' 'f/format=' 'fields=' 'rows=' 'o/output=' 'resume' 'summary=' 'j/jobs=' '0' 'shard=' 'strict' 'sidecar=+' 'output-dir=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'features'
            __emocli_parse_subcommand -r 1 'kind=' 'f/format=' 'per=' 'voice-encoder=' 'layer=' 'face=' 'channel=' 'start=' 'duration=' 'o/output=' 'j/jobs=' '0' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'train'
            __emocli_parse_subcommand 0 'manifest=' 'o/output=' 'folds=' 'encoders=' 'voice-encoder=' 'personal-baseline' 'model=' 'seed=' 'epochs=' 'resume' 'identity=' 'cache=' 'cache-limit=' 'records=' 'fold-models=' 'report=' 'log=' 'j/jobs=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'evaluate'
            __emocli_parse_subcommand 0 'manifest=' 'model=' 'voice-encoder=' 'records=' 'personal-baseline' 'f/format=' 'j/jobs=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'bench'
            __emocli_parse_subcommand -r 1 'f/format=' 'r/repeats=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'models'
            __emocli_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __emocli_parse_subcommand 0 'version' 'h/help'
            case 'info'
                __emocli_parse_subcommand 1 'version' 'h/help'
            case 'verify'
                __emocli_parse_subcommand 0 'version' 'h/help'
            end
        case 'schema'
            __emocli_parse_subcommand 0 'version' 'h/help'
        case 'doctor'
            __emocli_parse_subcommand 0 'version' 'h/help'
        case 'help'
            __emocli_parse_subcommand -r 1 'version'
        end
    end
end

function __emocli_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __emocli_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __emocli_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __emocli_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__emocli_tokens -p)
    if test -z "$(__emocli_tokens -t)"
        set -l index (count (__emocli_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'emocli' -f
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'analyze' -d 'Label the emotion in clips: one record per clip.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'features' -d 'Write voice and face features: one row per step, frame or clip.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'train' -d 'Train a fusion model on labelled clips.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'evaluate' -d 'Score the program\'s labels against those of a manifest.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'bench' -d 'Measure how fast this machine analyses a clip.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'models' -d 'Show and check the weights.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'schema' -d 'Print the record\'s JSON Schema.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'doctor' -d 'Show the libraries, processor and weights in use, and run a self-test.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli analyze" -ge 1' -F
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" channel' -l 'channel' -d 'Audio channel to analyse; each: every channel separately. (default: mix)' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" start' -l 'start' -d 'Start of the part to analyse, in seconds or [H:]M:S. (default: 0)' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" duration' -l 'duration' -d 'Length of the part to analyse, in seconds or [H:]M:S.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" channel-names' -l 'channel-names' -d 'Names of the channels, left first, in table, summary, sidecar files and transcripts; needs --channel each.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" modality' -l 'modality' -d 'Streams to use; auto: those the clip has.' -rfka 'auto both voice face'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" face' -l 'face' -d 'Face to use; all: every face on its own, besides the speaker\'s; full-frame: the image is a cropped face. (default: speaker)' -rfka 'speaker largest all full-frame'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" face-csv' -l 'face-csv' -d 'Take the face from a CSV file with OpenFace\'s columns instead of the video: AU01_r to AU45_r, optionally AU01_c to AU45_c and x_0 to y_67; one row per frame, or one for the whole clip.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" labels' -l 'labels' -d 'Allow only these labels; probabilities are renormalised. Two or more of neutral, calm, happy, sad, angry, fearful, disgust and surprised.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" min-confidence' -l 'min-confidence' -d 'Label clips below this confidence \'uncertain\'. (default: 0)' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" timeline' -l 'timeline' -d 'Add a label for every S seconds, or for each utterance.' -rfka 'utterance'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" segments' -l 'segments' -d 'Add a label for every interval of a transcript (SRT, VTT, TextGrid, EAF or CSV with start_s, end_s, text); DIR: each clip\'s own, by its name.' -rfa '(set -l exts \'srt\' \'vtt\' \'TextGrid\' \'eaf\' \'csv\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" speaker-by' -l 'speaker-by' -d 'Score each clip against the baseline of its speaker, named by the clip\'s folder or by the first group of a regular expression on its path. Records appear once all clips are measured, unless --baseline names an existing file.' -rfka 'directory regex:'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" baseline' -l 'baseline' -d 'Use the speakers\' baselines in FILE and score each clip as soon as it is measured; if FILE does not exist, it is written from this run\'s clips. Needs --speaker-by.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" timeout' -l 'timeout' -d 'Time limit per clip, in seconds or [H:]M:S; default: 60 s plus 10 times its duration.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" model' -l 'model' -d 'Fusion model to use instead of the shipped one.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" voice-encoder' -l 'voice-encoder' -d 'Pre-trained voice encoder to use instead of the shipped one: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio; needs a --model trained with it.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" f format' -l 'format' -s 'f' -d 'Output format; auto: by the ending of --output (.csv, .json, .jsonl), a table on a terminal, else JSON Lines.' -rfka 'auto table json jsonl csv'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" fields' -l 'fields' -d 'Write only these keys, in this order; dots join nested keys.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" rows' -l 'rows' -d 'What a row of JSON Lines or CSV describes: a clip, or one segment of a clip\'s timeline.' -rfka 'clips segments'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" o output' -l 'output' -s 'o' -d 'Write the records to FILE, replacing an older one unless --resume is given.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" resume' -l 'resume' -d 'Continue FILE (JSON Lines or CSV): skip unchanged clips that it records as ok.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" summary' -l 'summary' -d 'Also write the seconds and shares of each emotion per clip, speaker and channel, judged in steps of 1 s; JSON if FILE ends in .json.' -rfa '(set -l exts \'csv\' \'json\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" j jobs' -s 'j' -l 'jobs' -d 'Number of workers; default: the available cores.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" 0' -s '0' -d 'With \'-\': paths on standard input are separated by NUL, not by newlines.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" shard' -l 'shard' -d 'Analyse only the I-th of N parts of the clips, split by a hash of their paths (with --speaker-by: speakers).' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" strict' -l 'strict' -d 'Stop at the first clip that fails.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze"' -l 'sidecar' -d 'Also write each clip\'s segments as subtitles, annotation tiers or rows, replacing older files; one segment per second unless --timeline or --segments is given.' -rfka 'srt vtt textgrid eaf csv'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" output-dir' -l 'output-dir' -d 'Write the sidecar files to DIR instead of next to the clips.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" q quiet' -l 'quiet' -s 'q' -d 'Show errors only.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" v verbose' -l 'verbose' -s 'v' -d 'Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli features" -ge 1' -F
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" kind' -l 'kind' -d 'Features to write. Every 10 ms: the log-mel spectrogram (mel) or voice measures (voice). Every 40 or 20 ms: the voice encoder\'s output (encoder). Every video frame: the face\'s box and pose (face), 68 landmarks, 17 action units (aus) or the expression embedding.' -rfka 'mel voice face landmarks aus embedding encoder'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" f format' -l 'format' -s 'f' -d 'Output format; default: by the ending of --output (.csv, .jsonl, .npy), else csv. npy: one clip as float32, mel (steps, 128), voice (steps, 32), encoder (frames, width) or embedding (frames, 512).' -rfka 'csv jsonl npy'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" per' -l 'per' -d 'What a row describes: a video frame or step, or a clip, by the mean, standard deviation, minimum and maximum of each column.' -rfka 'frame clip'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" voice-encoder' -l 'voice-encoder' -d 'With --kind encoder: the pre-trained voice encoder in a Hugging Face directory; default: the shipped one. States come every 20 ms.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" layer' -l 'layer' -d 'The layer whose hidden states to write; 0: the input of the first; default: the last.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" face' -l 'face' -d 'Face to use; all: every face on its own, besides the speaker\'s; full-frame: the image is a cropped face.' -rfka 'speaker largest all full-frame'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" channel' -l 'channel' -d 'Audio channel to analyse; each: every channel separately. (default: mix)' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" start' -l 'start' -d 'Start of the part to analyse, in seconds or [H:]M:S. (default: 0)' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" duration' -l 'duration' -d 'Length of the part to analyse, in seconds or [H:]M:S.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" o output' -l 'output' -s 'o' -d 'Write to FILE, replacing an older one.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" j jobs' -s 'j' -l 'jobs' -d 'Number of workers; default: the available cores.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" 0' -s '0' -d 'With \'-\': paths on standard input are separated by NUL, not by newlines.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" q quiet' -l 'quiet' -s 'q' -d 'Show errors only.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" v verbose' -l 'verbose' -s 'v' -d 'Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" manifest' -l 'manifest' -d 'Table of the labelled clips.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" o output' -l 'output' -s 'o' -d 'Write the model to FILE, replacing an older one.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" folds' -l 'folds' -d 'Cross-validate on unseen speakers: N folds of speakers, or the folds in a column of the manifest.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" encoders' -l 'encoders' -d 'Voice encoder of fold K: the Hugging Face directory DIR/K, or DIR/K/voice-head.safetensors to start from; needs --folds COLUMN. It wins over --voice-encoder; default: the shipped encoder, which may have been pre-trained on these speakers.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" voice-encoder' -l 'voice-encoder' -d 'Train on another voice encoder than the shipped one: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio. The encoder itself stays as it is.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" personal-baseline' -l 'personal-baseline' -d 'In cross-validation, score each clip against its speaker\'s baseline; needs --folds.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" model' -l 'model' -d 'Fusion model to start from, trained with the same voice encoder; default: untrained.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" seed' -l 'seed' -d 'Random seed; the same clips, options and seed give the same model (default: 1).' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" epochs' -l 'epochs' -d 'Maximum number of epochs (default: 100).' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" resume' -l 'resume' -d 'Continue an interrupted training from MODEL.checkpoint; clips and options must be the same.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" identity' -l 'identity' -d 'Model name and version for the records; default: emocli-trained and a version derived from the training data.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" cache' -l 'cache' -d 'Cache the clips\' features in DIR; default: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" cache-limit' -l 'cache-limit' -d 'Size of the cache, such as 500MB; the features used longest ago are removed (default: 20GB).' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" records' -l 'records' -d 'Write each clip\'s out-of-fold record to FILE as JSON Lines, or by its ending as .csv or .json; needs --folds.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" fold-models' -l 'fold-models' -d 'Keep the network trained without fold K as DIR/K/emocli-av.safetensors; needs --folds.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" report' -l 'report' -d 'Write an HTML page with the learning curves and figures.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'html\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" log' -l 'log' -d 'Write one row per epoch.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" j jobs' -s 'j' -l 'jobs' -d 'Number of workers; default: the available cores.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" q quiet' -l 'quiet' -s 'q' -d 'Show errors only.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" v verbose' -l 'verbose' -s 'v' -d 'Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" manifest' -l 'manifest' -d 'Table of the labelled clips.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" model' -l 'model' -d 'Fusion model to use instead of the shipped one.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" voice-encoder' -l 'voice-encoder' -d 'Pre-trained voice encoder to use instead of the shipped one: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio; needs a --model trained with it.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" records' -l 'records' -d 'Write each clip\'s record to FILE as JSON Lines, or by its ending as .csv or .json, replacing an older one.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" personal-baseline' -l 'personal-baseline' -d 'Score each clip against its speaker\'s baseline over all rows; the baseline does not use labels.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" f format' -l 'format' -s 'f' -d 'Output format.' -rfka 'table json'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" j jobs' -s 'j' -l 'jobs' -d 'Number of workers; default: the available cores.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" q quiet' -l 'quiet' -s 'q' -d 'Show errors only.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" v verbose' -l 'verbose' -s 'v' -d 'Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli bench" -ge 1' -F
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" f format' -l 'format' -s 'f' -d 'Output format; auto: a table on a terminal, else JSON.' -rfka 'auto table json'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" r repeats' -l 'repeats' -s 'r' -d 'Number of analyses that count, besides one to warm up; default: 5.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" q quiet' -l 'quiet' -s 'q' -d 'Show errors only.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" v verbose' -l 'verbose' -s 'v' -d 'Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli bench" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'list' -d 'List the weight files.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'info' -d 'Show training data, licence, figures and limits of the weights.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'verify' -d 'Compare the weight files with their checksums.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models list" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models info" -eq 1' -fa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models info" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models info" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models verify" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli schema" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli schema" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli doctor" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli help" version' -l 'version' -d 'Show the version.'
