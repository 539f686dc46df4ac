namespace Stylize.Cli.Commands;

/// <summary>The options of commands that write files: what they start from, and what they do apart from
/// writing.</summary>
internal sealed class RunModes
{
    private readonly Option<string> _like = NewOption.Create<string>(
        "--like", "file", "Start from the options of an output of this command.");

    private readonly Option<bool> _passThru = NewOption.Create<bool>(
        "--pass-thru", null, "Also print outputs that are up to date.");

    public RunModes(Command command)
    {
        foreach (var option in (Option[])[_like, WhatIf, Estimate, _passThru])
        {
            command.Options.Add(option);
        }
    }

    public Option<bool> WhatIf { get; } = NewOption.Create<bool>(
        "--what-if", null, "List what would be written, without writing.");

    public Option<bool> Estimate { get; } = NewOption.Create<bool>(
        "--estimate", null, "Estimate the time of the run, without writing.");

    /// <summary>Full path of the output whose options are the start; null for none.</summary>
    public string? Like(ParseResult values, CommandHost host) =>
        values.GetValue(_like) is { } like ? host.FullPath(like) : null;

    /// <summary>True if outputs that are up to date are printed.</summary>
    public bool ShowsAll(ParseResult values) => values.GetValue(_passThru);

    /// <param name="isSubmitted">True if workers do the work.</param>
    public RunMode Of(ParseResult values, bool isSubmitted) => values.GetValue(Estimate) ? RunMode.Estimate
        : values.GetValue(WhatIf) ? RunMode.Preview
        : isSubmitted ? RunMode.Plan
        : RunMode.Execute;
}
