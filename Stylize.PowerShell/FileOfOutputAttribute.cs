namespace Stylize.PowerShell;

/// <summary>Takes the databases among the objects that cmdlets of Stylize write, and passes their other files
/// over.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FileOfOutputAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for a file that is not a database. No file can have this name.</summary>
    internal const string OtherFile = "\0";

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject given && InputValues.IsOwn(given)
        && given.Properties[nameof(FileInfo.FullName)]?.Value is string path
            ? new[] { MeasurementStores.IsFile(path) ? path : OtherFile }
            : inputData;
}
