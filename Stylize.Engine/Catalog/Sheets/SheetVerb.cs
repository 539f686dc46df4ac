using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog.Sheets;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Draws sheets that compare presets, or values of an option.</summary>
[Verb("Show-StylizePreset", Asks = true, Output = "System.IO.FileInfo, Stylize.OutputFile")]
[VerbInputs("photographs", "", Position = 1, KeepsFolders = true)]
internal sealed record SheetVerb : IInputVerb
{
    private SheetPlan? _plan;

    public IReadOnlyList<string> Inputs { get; set; } = [];

    [Option("Operation to compare.", Group = HelpGroup.Common, Position = 0, Names = OptionNames.Operation)]
    public string? Operation { get; init; }

    [Option("Preset to vary.", Group = HelpGroup.Common, Names = OptionNames.Preset)]
    public string? Preset { get; init; }

    [Option("File or folder for the sheet.", Group = HelpGroup.Common, IsFile = true)]
    public string? DestinationPath { get; init; }

    [Option("Replace an existing sheet.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    [Option("An option, and values of it to compare.", KeepsCommas = true, Names = OptionNames.Vary)]
    public IReadOnlyList<string> Vary { get; init; } = [];

    [Option("Include the presets that sheets leave out.")]
    public bool All { get; init; }

    [Option("Also show the sheet in the terminal.", Group = HelpGroup.Output)]
    public bool Show { get; init; }

    // PowerShell parses DotCount=5000,20000 without quotes as a list.
    void IVerb.Prepare(IVerbRun run) =>
        _plan = SheetPlan.Read(Operation, Preset, Vary.Count == 0 ? null : string.Join(',', Vary), run, All);

    void IVerb.Run(IVerbRun run)
    {
        var photographs = new Dictionary<string, string>(
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var path in Inputs)
        {
            try
            {
                var file = DestinationPath is null ? null : SheetFile.FromDestination(path, DestinationPath);
                file?.Claim(photographs, path);
                if (file is null || run.Confirm(file.Path, $"Create from '{path}'"))
                {
                    Draw(_plan!, path, file, Force, Show, run);
                }
            }
            catch (StylizeException failure)
            {
                run.Fail(failure, path);
            }
        }
    }

    /// <summary>Draws one sheet.</summary>
    /// <param name="file">The file to write; null to only show the sheet.</param>
    internal static void Draw(
        SheetPlan plan, string photograph, SheetFile? file, bool force, bool isShown, IVerbRun run)
    {
        file?.Require(force);
        using var sheet = run.Work(progress => PresetSheet.Draw(photograph, plan, run.Codec, new OperationContext
        {
            Cancellation = run.Cancellation, MaxThreads = Environment.ProcessorCount, Progress = progress,
            Warning = text => run.Warn(text, isFailure: true),
        }));
        if (file is not null)
        {
            file.Write(sheet, run.Codec, force, run.Cancellation);
            var written = VerbRow.ForFile(file.Path,
            [
                new("Source", photograph), new("Width", sheet.Width), new("Height", sheet.Height),
                new("Variants", plan.Variants.Select(variant => variant.Label).ToArray()),
            ]);
            run.Write(!run.IsTerminal ? written : written with
            {
                Text = $"{file.Path}  {sheet.Width} x {sheet.Height}, {plan.Variants.Count} pictures",
            });
        }

        if (file is null || isShown)
        {
            run.Show(sheet, photograph);
        }
    }
}
