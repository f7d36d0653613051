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
            __emocli_parse_subcommand -r 1 'channel=' 'start=' 'duration=' 'modality=' 'face=' 'face-csv=' 'labels=' 'min-confidence=' 'timeline=' 'speaker-by=' 'baseline=' 'timeout=' 'model=' 'f/format=' 'fields=' 'o/output=' 'resume' 'j/jobs=' '0' 'shard=' 'strict' 'sidecar=+' 'output-dir=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'features'
            __emocli_parse_subcommand -r 1 'kind=' 'f/format=' 'face=' 'channel=' 'start=' 'duration=' 'o/output=' 'j/jobs=' '0' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'train'
            __emocli_parse_subcommand 0 'manifest=' 'o/output=' 'folds=' 'encoders=' 'personal-baseline' 'model=' 'seed=' 'epochs=' 'resume' 'identity=' 'cache=' 'records=' 'fold-models=' 'report=' 'log=' 'j/jobs=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'evaluate'
            __emocli_parse_subcommand 0 'manifest=' 'model=' 'records=' 'personal-baseline' 'f/format=' 'j/jobs=' 'no-progress' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'models'
            __emocli_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __emocli_parse_subcommand 0 'version' 'h/help'
            case 'info'
                __emocli_parse_subcommand 0 'version' 'h/help'
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
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'analyze' -d 'Name the emotion of clips: one record a clip.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'features' -d 'Write what the recognizer hears and sees, row by row.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'train' -d 'Train a fusion model on labelled clips.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'evaluate' -d 'Score the emotions named for labelled clips.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'models' -d 'Show and check the weights the program runs on.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'schema' -d 'Print the JSON Schema of the record.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'doctor' -d 'Show what the program found on this machine and test itself.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli analyze" -ge 1' -F
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" channel' -l 'channel' -d 'Which audio channel speaks; each: all of them, each on its own.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" start' -l 'start' -d 'Where the part to analyse begins, in seconds.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" duration' -l 'duration' -d 'How long the part to analyse is, in seconds.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" modality' -l 'modality' -d 'Which streams count; auto: those the clip has.' -rfka 'auto both voice face'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" face' -l 'face' -d 'Whose face counts; all: each for itself; full-frame: the picture is a face. (default: speaker)' -rfka 'speaker largest all full-frame'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" face-csv' -l 'face-csv' -d 'Face measurements of the one clip, as OpenFace writes them, instead of its pictures: AU01_r to AU45_r, and x_0 to y_67 if there; a row a frame, or one for all.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" labels' -l 'labels' -d 'Only these emotions are possible.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" min-confidence' -l 'min-confidence' -d 'Below this probability the emotion is \'uncertain\'.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" timeline' -l 'timeline' -d 'Add the emotion of every S seconds, or of each utterance.' -rfka 'utterance'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" speaker-by' -l 'speaker-by' -d 'Score each clip against all clips of its speaker, who is told by the clip\'s folder, or by the first group of a regular expression on its path. Nothing is written before all clips are measured.' -rfka 'directory regex:'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" baseline' -l 'baseline' -d 'Score against the speakers\' clips in FILE, as they come; a FILE that is not there is made of this run\'s clips. Needs --speaker-by.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" timeout' -l 'timeout' -d 'Seconds a clip may take; default: 60 plus 10 times its duration.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" model' -l 'model' -d 'Another fusion model.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" f format' -l 'format' -s 'f' -d 'How records are written; auto: a table on a terminal, JSON Lines otherwise.' -rfka 'auto table json jsonl csv'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" fields' -l 'fields' -d 'Only these keys, in this order.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" o output' -l 'output' -s 'o' -d 'Write the records there; without --resume an older FILE is replaced.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" resume' -l 'resume' -d 'Go on with FILE, JSON Lines or CSV: clips that it records as ok and that have not changed are passed over.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" j jobs' -s 'j' -l 'jobs' -d 'Clips worked on at once; default: the cores available.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" 0' -s '0' -d 'Paths on standard input end with NUL instead of a new line.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" shard' -l 'shard' -d 'Only the I-th of N parts of the clips, by a fixed hash of their paths; the parts make up the whole.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" strict' -l 'strict' -d 'Stop at the first clip that fails.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze"' -l 'sidecar' -d 'Also write each clip\'s emotion over time as subtitles or annotation tiers, in the place of older ones; without --timeline, of every second.' -rfka 'srt vtt textgrid eaf'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" output-dir' -l 'output-dir' -d 'Put these files there instead of beside the clips.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" v verbose' -l 'verbose' -s 'v' -d 'Say more about what is done.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli analyze" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli features" -ge 1' -F
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" kind' -l 'kind' -d 'What to write: every 10 ms a log-mel frame or the voice\'s measures, or of every picture the face\'s place and pose, its 68 landmarks, its action units, or the embedding of its expression.' -rfka 'mel voice face landmarks aus embedding'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" f format' -l 'format' -s 'f' -d 'How it is written; npy: float32 of one clip, mel (frames, 128), voice (frames, 32) or embedding (pictures, 512).' -rfka 'csv jsonl npy'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" face' -l 'face' -d 'Whose face counts; all: each for itself; full-frame: the picture is a face.' -rfka 'speaker largest all full-frame'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" channel' -l 'channel' -d 'Which audio channel speaks; each: all of them, each on its own.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" start' -l 'start' -d 'Where the part to analyse begins, in seconds.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" duration' -l 'duration' -d 'How long the part to analyse is, in seconds.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" o output' -l 'output' -s 'o' -d 'Write there; an older FILE is replaced.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" j jobs' -s 'j' -l 'jobs' -d 'Clips worked on at once; default: the cores available.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" 0' -s '0' -d 'Paths on standard input end with NUL instead of a new line.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" v verbose' -l 'verbose' -s 'v' -d 'Say more about what is done.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli features" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" manifest' -l 'manifest' -d 'The labelled clips.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" o output' -l 'output' -s 'o' -d 'Write the model there; an older FILE is replaced.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" folds' -l 'folds' -d 'Try it on strangers: train also without each of N parts of the people, or of the values of a column of the manifest.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" encoders' -l 'encoders' -d 'Hear fold K with DIR/K/voice-encoder.safetensors and begin with DIR/K/voice-head.safetensors; default: the shipped ones, which may have heard the people.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" personal-baseline' -l 'personal-baseline' -d 'Score each clip of the folds against its speaker\'s own, unlabelled statistics.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" model' -l 'model' -d 'Begin with that fusion model; default: the voice\'s head of the shipped one, the rest anew.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" seed' -l 'seed' -d 'The same seed gives the same model.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" epochs' -l 'epochs' -d 'At most so many times through the clips.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" resume' -l 'resume' -d 'Go on where an interrupted training of the same clips and options left MODEL.checkpoint.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" identity' -l 'identity' -d 'Name and version that the records show; default: emocli-trained and a version from what it was trained on.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" cache' -l 'cache' -d 'Keep what was heard and seen of the clips there; default: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" records' -l 'records' -d 'Write each clip\'s record by the network that does not know its fold, as JSON Lines; needs --folds.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" fold-models' -l 'fold-models' -d 'Keep the network that does not know fold K as DIR/K/emocli-av.safetensors; needs --folds.' -rfa '(__emocli_complete_directories)'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" report' -l 'report' -d 'Write one page with the curves and figures.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'html\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" log' -l 'log' -d 'Write a row for each epoch as it ends.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" j jobs' -s 'j' -l 'jobs' -d 'Clips worked on at once; default: the cores available.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" v verbose' -l 'verbose' -s 'v' -d 'Say more about what is done.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli train" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" manifest' -l 'manifest' -d 'The labelled clips.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" model' -l 'model' -d 'Another fusion model.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'safetensors\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" records' -l 'records' -d 'Write each clip\'s record there, as JSON Lines; an older FILE is replaced.' -rF
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" personal-baseline' -l 'personal-baseline' -d 'Score each clip against all of its speaker\'s in the manifest, whatever they are labelled.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" f format' -l 'format' -s 'f' -d 'How the figures are written.' -rfka 'table json'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" j jobs' -s 'j' -l 'jobs' -d 'Clips worked on at once; default: the cores available.' -rfka ''
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" no-progress' -l 'no-progress' -d 'Show no progress.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" v verbose' -l 'verbose' -s 'v' -d 'Say more about what is done.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli evaluate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'list' -d 'List the files of weights.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'info' -d 'Show what they were trained on, their licence, their measured figures and limits.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_positional "emocli models" -eq 1' -fa 'verify' -d 'Compare the files with the checksums shipped beside them.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models list" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models info" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models info" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models verify" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli models verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli schema" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli schema" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli doctor" version' -l 'version' -d 'Show the version.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'emocli' -n '__emocli_should_offer_completions_for_flags_or_options "emocli help" version' -l 'version' -d 'Show the version.'
