using System.Management.Automation;
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
    /// <param name="path">Full path of the file.</param>
    /// <param name="details">What the note property holds.</param>
    /// <param name="typeName">A type name with a view of its own, in front of the others; null for none.</param>
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
