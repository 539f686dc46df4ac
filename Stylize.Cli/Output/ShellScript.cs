namespace Stylize.Cli.Output;

internal static class ShellScript
{
    // Bash splits words at = and :, so the script joins them again.
    private const string Bash = """
        # Completion of stylize for bash; written by "stylize completion bash".
        _stylize() {
            local line text rest i joined=0 files=0 words=()
            for ((i = 1; i <= COMP_CWORD; i++)); do
                if [[ ${#words[@]} -gt 0 && ( ${COMP_WORDS[i]} == [=:]* || $joined == 1 ) ]]; then
                    words[${#words[@]}-1]+=${COMP_WORDS[i]}
                    [[ ${COMP_WORDS[i]} == [=:] ]] && joined=1 || joined=0
                else
                    words+=("${COMP_WORDS[i]}")
                fi
            done
            local last=${words[${#words[@]}-1]} current=${COMP_WORDS[COMP_CWORD]}
            [[ $current == [=:] ]] && current=
            local cut=${last%"$current"}
            COMPREPLY=()
            while IFS= read -r line; do
                text=${line%%$'\t'*}
                if [[ $text == :files ]]; then
                    files=1
                else
                    text=${text#"$cut"}
                    [[ $text == *= ]] && compopt -o nospace 2>/dev/null
                    COMPREPLY+=("$(printf %q "$text")")
                fi
            done < <(stylize completion --words "${words[@]}" 2>/dev/null)
            if [[ $files == 1 ]]; then
                compopt -o filenames 2>/dev/null
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
            fi
        }
        complete -F _stylize stylize

        """;

    private const string Zsh = """
        #compdef stylize
        # Completion of stylize for zsh; written by "stylize completion zsh".
        _stylize() {
            local line text tip files=0
            local -a found
            while IFS= read -r line; do
                text=${line%%$'\t'*}
                tip=${line#*$'\t'}
                if [[ $text == :files ]]; then
                    files=1
                elif [[ -n $tip && $tip != $line ]]; then
                    found+=("${text//:/\\:}:$tip")
                else
                    found+=("${text//:/\\:}")
                fi
            done < <(stylize completion --words "${(@)words[2,CURRENT]}" 2>/dev/null)
            local result=1
            (( ${#found} )) && _describe -V stylize found && result=0
            (( files )) && _files && result=0
            return result
        }
        if [[ $funcstack[1] == _stylize ]]; then
            _stylize "$@"
        else
            compdef _stylize stylize
        fi

        """;

    private const string Fish = """
        # Completion of stylize for fish; written by "stylize completion fish".
        function __stylize_complete
            set -l words (commandline -opc)
            set -e words[1]
            set -l current (commandline -ct)
            for line in (command stylize completion --words $words "$current" 2>/dev/null)
                if test "$line" = :files
                    __fish_complete_path "$current"
                else
                    echo $line
                end
            end
        end
        complete -c stylize -f -a '(__stylize_complete)'

        """;

    private const string Pwsh = """
        # Completion of stylize for PowerShell; written by "stylize completion pwsh".
        Register-ArgumentCompleter -Native -CommandName stylize -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
                Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_".Trim("'", '"') })
            $typed = "$wordToComplete".Trim("'", '"')
            & stylize completion --words @words $typed 2>$null |
                Where-Object { $_ -ne ':files' } | ForEach-Object {
                $text, $tip = $_ -split "`t", 2
                if (-not $tip) { $tip = $text }
                $quoted = if ($text -match '[\s,;#@(){}$]') { "'" + $text.Replace("'", "''") + "'" } else { $text }
                [System.Management.Automation.CompletionResult]::new($quoted, $text, 'ParameterValue', $tip)
            }
        }

        """;

    public static string? Of(string shell) => shell.ToLowerInvariant() switch
    {
        "bash" => Unix(Bash),
        "zsh" => Unix(Zsh),
        "fish" => Unix(Fish),
        "pwsh" or "powershell" => Unix(Pwsh),
        _ => null,
    };

    /// <summary>Removes carriage returns, which shells do not accept.</summary>
    private static string Unix(string script) => script.ReplaceLineEndings("\n");
}
