using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

/// <summary>What a worker has from the front end that runs it.</summary>
public sealed record WorkerHost : IOptionInputs
{
    /// <summary>Reads and writes images.</summary>
    public required IImageCodec Codec { get; init; }

    /// <summary>Opens the database that a path or connection string names.</summary>
    public required Func<string, IMeasurementStore> OpenStore { get; init; }

    /// <summary>True for what names a database that several may write at once.</summary>
    public required Func<string, bool> IsShared { get; init; }

    /// <summary>Files at a time and threads of this worker.</summary>
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>Folders that have another path on this host.</summary>
    public PathMap Map { get; init; } = PathMap.None;

    /// <summary>The folders that the worker may use, whatever a message says.</summary>
    public required FolderAccess Folders { get; init; }

    /// <summary>Told one line at a time about what the worker does; from any thread.</summary>
    public Action<WorkerMessage> Tell { get; init; } = _ => { };

    string IOptionInputs.FullPath(string path, string option) => ToRead(path);

    /// <summary>A file of the batch to read, by its path on this host.</summary>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    internal string ToRead(string path) => Folders.RequireRead(Map.ToHere(path));

    /// <summary>A file of the batch to write, by its path on this host.</summary>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    internal string ToWrite(string path) => Folders.RequireWrite(Map.ToHere(path));

    /// <summary>Opens a database of a batch.</summary>
    /// <param name="database">Full path of a file on this host, or a connection string.</param>
    /// <exception cref="StylizeException">PathNotAllowed, DatabaseNotAllowed or TargetUnwritable.</exception>
    internal IMeasurementStore Open(string database) => OpenStore(IsShared(database) ? database : Folders.RequireWrite(database));
}

/// <summary>One line that a worker says.</summary>
/// <param name="IsWarning">True for something that people should know, false for detail.</param>
/// <param name="Text">The line.</param>
public readonly record struct WorkerMessage(bool IsWarning, string Text);
