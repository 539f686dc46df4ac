using System.Text.RegularExpressions;
using Stylize.Cli.Hosting;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging.Terminal;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.PowerShell;

/// <summary>Shows a run through a cmdlet. All methods run on the pipeline thread.</summary>
/// <param name="kind">The noun for an item in messages; null to show each failure, also those that items share.</param>
internal sealed class CmdletDisplay<T>(StylizeCmdlet cmdlet, Action<BatchResult<T>> show, string? kind = null)
    : IRunDisplay<T>
    where T : class
{
    private readonly RepeatedFailures? _repeated = kind is null ? null : new(kind);
    private readonly ProgressDisplay _progress = new(cmdlet, cmdlet.MyInvocation.MyCommand.Name);

    public bool Asks => cmdlet.WantsVerbose || cmdlet.IsSwitchOn("Confirm")
        || (!cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
            && cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.Low
                or ConfirmImpact.Medium);

    public void Result(BatchResult<T> result)
    {
        if (result.Phases.Count > 0)
        {
            Detail($"{Path.GetFileName(result.Source)}: {string.Join(", ", result.Phases)}");
        }

        show(result);
    }

    public void Failure(StylizeException failure, string? source)
    {
        if (_repeated?.IsNew(failure, source) != false)
        {
            cmdlet.WriteError(ErrorRecords.From(cmdlet, failure, source));
        }
    }

    public void Message(BatchMessage message)
    {
        var line = PrintableText.Escape(Spell(message.After(Path.GetFileName(message.Source))));
        if (message.IsWarning)
        {
            cmdlet.WriteWarning(line);
        }
        else
        {
            Detail(line);
        }
    }

    public void Warning(string text) => cmdlet.WriteWarning(PrintableText.Escape(Spell(text)));

    private static string Spell(string text) => StylizeException.Spell(text, option => "-" + option);

    public void Line(string text) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = Spell(text) }, ["PSHOST"]);

    public void Detail(string text) => cmdlet.WriteVerbose(text);

    public void Progress(Func<BatchProgress> progress) => _progress.Update(progress);

    public void EndResults()
    {
        _progress.Complete();
        foreach (var failure in cmdlet.Stopping ? [] : _repeated?.Shared ?? [])
        {
            cmdlet.WriteError(ErrorRecords.OfOthers(failure, kind!));
        }
    }

    public TWork Wait<TWork>(Func<Action<OperationProgress>, TWork> work) =>
        BackgroundWork.Run(cmdlet, cmdlet.Stop, work);

    public void Preview(RunStep step) => Confirm(step);

    public void Estimate(BatchEstimate estimate) => cmdlet.WriteObject(estimate);

    public bool Confirm(RunStep step) => cmdlet.ShouldProcess(step.Target, step.Action);
}

/// <summary>Describes an output file as a FileInfo with the note property Stylize, which contains the
/// details.</summary>
internal static class OutputFile
{
    /// <summary>The type name with a view in Stylize.Format.ps1xml.</summary>
    internal const string TypeName = "Stylize.OutputFile";

    /// <summary>The type name of the files of a plate.</summary>
    internal const string OfPlate = "Stylize.SegmentationFile";

    // The colors of an indexed image (PNG specification, PLTE chunk); a picture with more has no palette.
    private const int MaxPalette = 256;

    private const string Provider = @"Microsoft.PowerShell.Core\FileSystem::";

    /// <summary>Describes the output, then each of its plates.</summary>
    internal static IEnumerable<PSObject> DescribeAll(BatchResult<WrittenFile> result) =>
        [Describe(result), .. result.Value!.Plates.Select(plate => Describe(plate, [new("Source", result.Source)]))];

    private static PSObject Describe(BatchResult<WrittenFile> result) => Describe(result.Value!.Path,
    [
        new("Source", result.Source), new("Status", result.Value.Status), new("Elapsed", result.Elapsed),
        .. Size(result.Value),
        .. result.Value.IsCurrent ? Counts(result.Value.Path, result.Source) : result.Value.Summary,
        .. result.Value.SideFiles is [_, ..] files
            ? [new("SideFiles", files.ToArray())] : (KeyValuePair<string, object?>[])[],
        .. result.Warnings is [_, ..] warnings
            ? [new("Warnings",
                warnings.Select(warning => StylizeException.Spell(warning.Text, option => "-" + option)).ToArray())]
            : (KeyValuePair<string, object?>[])[],
        new("Phases", result.Phases.ToArray()),
    ]);

    private static IEnumerable<KeyValuePair<string, object?>> Size(WrittenFile file) =>
        file.Size(ImageCodecs.Default) is var (width, height) ? [new("Width", width), new("Height", height)] : [];

    /// <summary>Returns the counts of Gaussians, dots, frames and colors of a file from an earlier run.</summary>
    private static List<KeyValuePair<string, object?>> Counts(string path, string from)
    {
        var (source, found) = (ImageSource.File(path), new List<KeyValuePair<string, object?>>());
        try
        {
            string[] files = [path, from];
            if (Array.Find(files, file => GaussianFileReader.Extensions.Contains(Path.GetExtension(file))) is { } model)
            {
                found.Add(new("Gaussians", GaussianFileReader.Peek(ImageSource.File(model)).Count));
            }
            else if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            {
                var text = InputFile.ReadText(path);
                if (Regex.Match(text, @"<desc>(\d+) dots?, ") is { Success: true } dots)
                {
                    found.Add(new("Dots", int.Parse(dots.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
                }

                found.Add(new("Colors", Regex.Matches(text, "<(?!rect)[^>]* (?:fill|stroke)=\"(#[0-9a-f]+)\"")
                    .Select(color => color.Groups[1].Value).Distinct().Count()));
            }
            else if (ImageCodecs.Default.Identify(source).Pages is > 1 and var frames)
            {
                found.Add(new("Frames", frames));
            }
            else
            {
                using var image = ImageCodecs.Default.DecodeRgba(source);
                var colors = Enumerable.Range(0, image.Height).SelectMany(y => image.Row(y).ToArray())
                    .Where(color => color.A > 0).Distinct().Take(MaxPalette + 1).Count();
                if (colors <= MaxPalette) found.Add(new("Colors", colors));
            }
        }
        catch (Exception failure) when (failure is Engine.StylizeException or IOException)
        {
            // The file is listed without what cannot be read.
        }

        return found;
    }

    internal static PSObject Describe(
        string path, IEnumerable<KeyValuePair<string, object?>> details, string? typeName = null)
    {
        var file = new PSObject(new FileInfo(path));
        file.TypeNames.Insert(0, TypeName);
        if (typeName is not null)
        {
            file.TypeNames.Insert(0, typeName);
        }

        // As Get-Item does, so that -LiteralPath of the next cmdlet binds to PSPath and brackets in names are safe.
        file.Properties.Add(new PSNoteProperty("PSPath", Provider + path), preValidated: true);
        file.Properties.Add(
            new PSNoteProperty("PSParentPath", Provider + Path.GetDirectoryName(path)), preValidated: true);
        file.Properties.Add(new PSNoteProperty("PSChildName", Path.GetFileName(path)), preValidated: true);
        file.Properties.Add(new PSNoteProperty("PSIsContainer", false), preValidated: true);
        file.Properties.Add(new PSNoteProperty("Stylize", ScriptObject.FromValues(details)), preValidated: true);
        return file;
    }
}

/// <summary>Draws an image file through the host.</summary>
internal static class CmdletPicture
{
    /// <summary>Draws a file; if the output is not a terminal, writes one line instead.</summary>
    internal static void Show(PSCmdlet cmdlet, string path, CancellationToken stop)
    {
        try
        {
            if (TerminalQuestion.Screen() is { } screen)
            {
                TerminalPlayer.Play(path, screen, ImageCodecs.Default, cmdlet.Host.UI.Write, stop);
                return;
            }

            var info = ImageCodecs.Default.Identify(ImageSource.File(path));
            var text =
                $"{path}: {info.Width} x {info.Height} {info.Format}, not displayed because the output is not a "
                + "terminal.";
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
        catch (Engine.StylizeException failure)
        {
            cmdlet.WriteError(ErrorRecords.From(cmdlet, failure, path));
        }
    }

    /// <summary>Draws a picture; if the output is not a terminal, writes one line instead.</summary>
    internal static void Show(PSCmdlet cmdlet, Raster<Rgba32> picture, string name)
    {
        if (TerminalQuestion.Screen() is { } screen)
        {
            cmdlet.Host.UI.Write(TerminalPicture.Draw(picture, screen, ImageCodecs.Default, out _));
            return;
        }

        var text = $"{name}: {picture.Width} x {picture.Height}, not displayed because the output is not a terminal. "
            + "To write a file, use -DestinationPath.";
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
    }
}
