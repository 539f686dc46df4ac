using System.Management.Automation;
using Stylize.Cli.Hosting;
using Stylize.Codecs;
using Stylize.Engine.Imaging.Terminal;
using Stylize.Engine.Imaging;
using Stylize.Engine.Runs.Report;

namespace Stylize.PowerShell;

/// <summary>What a file cmdlet emits: the FileInfo of the file written, with a Stylize note property that tells how it was made.</summary>
internal static class OutputFile
{
    /// <summary>Type name of the emitted object, in front of System.IO.FileInfo; Stylize.Format.ps1xml shows it.</summary>
    internal const string TypeName = "Stylize.OutputFile";

    private const string Provider = @"Microsoft.PowerShell.Core\FileSystem::";

    internal static PSObject Describe(BatchResult<WrittenFile> result) => Describe(result.Value!.Path, Details(result));

    /// <summary>A file of a cmdlet that has its own things to say.</summary>
    internal static PSObject Describe(string path, IEnumerable<KeyValuePair<string, object?>> details, string? typeName = null)
    {
        var noted = new PSObject();
        foreach (var (name, value) in details)
        {
            noted.Properties.Add(new PSNoteProperty(name, value));
        }

        var file = Describe(path, noted);
        if (typeName is not null)
        {
            file.TypeNames.Insert(0, typeName);
        }

        return file;
    }

    private static PSObject Describe(string path, PSObject details)
    {
        var file = new PSObject(new FileInfo(path));
        file.TypeNames.Insert(0, TypeName);
        // What Get-Item adds: cmdlets further down the pipeline bind -LiteralPath to it, so that brackets in names do no harm.
        file.Properties.Add(new PSNoteProperty("PSPath", Provider + path), preValidated: true);
        file.Properties.Add(new PSNoteProperty("PSParentPath", Provider + Path.GetDirectoryName(path)), preValidated: true);
        file.Properties.Add(new PSNoteProperty("PSChildName", Path.GetFileName(path)), preValidated: true);
        file.Properties.Add(new PSNoteProperty("PSIsContainer", false), preValidated: true);
        file.Properties.Add(new PSNoteProperty("Stylize", details), preValidated: true);
        return file;
    }

    private static PSObject Details(BatchResult<WrittenFile> result)
    {
        var details = new PSObject();
        Add("Source", result.Source);
        Add("Elapsed", result.Elapsed);
        Add("Width", result.Value!.Width);
        Add("Height", result.Value.Height);
        foreach (var (name, value) in result.Value.Summary)
        {
            Add(name, value);
        }

        if (result.Value.SideFiles.Count > 0)
        {
            Add("SideFiles", result.Value.SideFiles.ToArray());
        }

        Add("Phases", result.Phases.ToArray());
        return details;

        void Add(string name, object? value) => details.Properties.Add(new PSNoteProperty(name, value));
    }
}

/// <summary>Draws an image file through the host.</summary>
internal static class CmdletPicture
{
    /// <summary>Draws a file, or says in one line that there is no terminal.</summary>
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
            var text = $"{path}: {info.Width} x {info.Height} {info.Format}, not shown: output is no terminal.";
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
        catch (Engine.StylizeException failure)
        {
            cmdlet.WriteError(ErrorRecords.From(failure, path));
        }
    }

    /// <summary>Draws a picture that is in no file, or says in one line that there is no terminal.</summary>
    internal static void Show(PSCmdlet cmdlet, Raster<Rgba32> picture, string name)
    {
        if (TerminalQuestion.Screen() is { } screen)
        {
            cmdlet.Host.UI.Write(TerminalPicture.Draw(picture, screen, ImageCodecs.Default, out _));
            return;
        }

        var text = $"{name}: {picture.Width} x {picture.Height}, not shown: output is no terminal; name a file with -DestinationPath.";
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
    }
}
