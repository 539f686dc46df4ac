namespace Stylize.Cli.Commands;

internal sealed class CompletionCommand : Command
{
    public const string CommandName = "completion";
    public const string Summary = "Print a completion script for bash, zsh, fish or PowerShell.";

    /// <summary>Prints candidates; the scripts use it.</summary>
    public const string WordsOption = "--words";

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    public CompletionCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        Arguments.Add(_shell);
        HelpText.Extend(this,
        [
            "stylize completion bash >> ~/.bashrc",
            "stylize completion zsh > ~/.zfunc/_stylize    # a folder in fpath, before compinit",
            "stylize completion fish > ~/.config/fish/completions/stylize.fish",
            "stylize completion pwsh >> $PROFILE",
        ]);
        SetAction(values =>
        {
            var shell = values.GetValue(_shell)!;
            host.Out.Write(ShellScript.Of(shell) ?? throw StylizeException.NoSuch("shell", "shell", shell, Shells));
            return ExitCode.AllDone;
        });
    }

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];
}
