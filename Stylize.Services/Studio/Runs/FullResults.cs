using System.IO.Compression;
using Stylize.Engine.Runs.Report;
using Stylize.Studio.Inputs;
using Stylize.Studio.Messages;
using Stylize.Studio.Previews;

namespace Stylize.Studio.Runs;

/// <summary>Results at full size, in a folder of the session. The last few are kept.</summary>
/// <param name="folder">Full path of the folder for temporary files.</param>
internal sealed class FullResults(StudioStart start, FullRun runner, string folder)
{
    private const int Kept = 8;
    private const long MaxShownBytes = 24 << 20;

    /// <summary>The formats that browsers show.</summary>
    private static readonly Dictionary<string, string> Shown = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".webp"] = "image/webp", [".gif"] =
            "image/gif",
        [".svg"] = "image/svg+xml",
    };

    private readonly Lock _gate = new();
    private readonly SortedList<int, FullResult> _results = [];
    private int _last = start.Limits.NumberBefore;

    /// <summary>Runs an operation on an input as its command does.</summary>
    /// <exception cref="StylizeException">The run failed.</exception>
    public FullResult Run(StudioState state, Action<OperationProgress> watch, CancellationToken cancellation)
    {
        int number;
        lock (_gate)
        {
            number = ++_last;
        }

        var own = Path.Combine(folder, Invariant($"{number}"));
        Directory.CreateDirectory(own);
        try
        {
            // Without a folder, the table of regions is the one that a file name in the command gives.
            var seen = new SingleRun(watch);
            var destination = state.Operation.FileParameter is not null
                ? Path.Combine(
                    own, Path.GetFileNameWithoutExtension(state.Input.Name) + state.Operation.Outputs!.Suffix)
                : own + Path.DirectorySeparatorChar;
            runner.Run(state, [state.Input.Path], destination, null, force: false, seen, cancellation);
            var result = new FullResult(number, own, seen.Require(), seen.File);
            if (!start.HasFiles && Directory.GetFiles(own).Length > 1)
            {
                result = result with {
                    Download = Path.Combine(own, Path.GetFileNameWithoutExtension(state.Input.Name) + ".zip") };
                var zipped = Path.Combine(folder, "files.zip");
                ZipFile.CreateFromDirectory(own, zipped);
                File.Move(zipped, result.Download);
            }

            Keep(result);
            return result;
        }
        catch
        {
            Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>Returns the file of a result; null if it was dropped.</summary>
    public FullResult? Find(string number)
    {
        lock (_gate)
        {
            return TryInteger(number, out var key) ? _results.GetValueOrDefault(key) : null;
        }
    }

    /// <summary>Returns a result as a picture; null if its file is not one that a browser shows, or is too large for
    /// it.</summary>
    public PagePicture? Picture(FullResult result)
    {
        var extension = Path.GetExtension(result.Path);
        if (extension.Equals(".tif", StringComparison.OrdinalIgnoreCase))
        {
            using var picture = start.Codec.DecodeRgba(ImageSource.File(result.Path));
            return PagePicture.Encode(picture, start.Codec, isPhotograph: true);
        }

        if (!Shown.TryGetValue(extension, out var type) || new FileInfo(result.Path).Length > MaxShownBytes)
        {
            return null;
        }

        var bytes = OwnFile.ReadAll(result.Path);
        if (extension.Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            return new PagePicture(type, bytes, result.File?.Width ?? 0, result.File?.Height ?? 0);
        }

        var info = start.Codec.Identify(ImageSource.Memory(bytes, result.Path));
        return new PagePicture(type, bytes, info.Width, info.Height);
    }

    private void Keep(FullResult result)
    {
        lock (_gate)
        {
            _results.Add(result.Number, result);
            while (_results.Count > Kept)
            {
                Directory.Delete(_results.Values[0].Folder, recursive: true);
                _results.RemoveAt(0);
            }
        }
    }
}

/// <summary>A result at full size.</summary>
/// <param name="Number">Number of the result in the session.</param>
/// <param name="Folder">Full path of the folder with its files.</param>
/// <param name="Path">Full path of the main file.</param>
/// <param name="File">Size and summary; null for a table.</param>
internal sealed record FullResult(int Number, string Folder, string Path, WrittenFile? File)
{
    /// <summary>Full path of the file to save: the main file, or in a browser, an archive of all files if there are
    /// several.</summary>
    public string Download { get; init; } = Path;

    public Fields Description => new()
    {
        ["name"] = System.IO.Path.GetFileName(Download), ["bytes"] = new FileInfo(Download).Length,
        ["url"] = Invariant($"/api/file/{Number}"),
    };
}

/// <summary>Collects the result of a run with one input.</summary>
internal sealed class SingleRun(Action<OperationProgress>? watch = null) : IRunObserver
{
    private string? _path;
    private StylizeException? _failure;

    public WrittenFile? File { get; private set; }

    public Action<OperationProgress>? Watch => watch;

    public void Written(string path) => _path ??= path;

    public void Failed(StylizeException failure, string? source) => _failure ??= failure;

    public void Described(WrittenFile file) => File = file;

    /// <summary>Returns the full path of the main file.</summary>
    /// <exception cref="StylizeException">The run failed.</exception>
    public string Require() => _path is not null && _failure is null ? _path
        : throw _failure ?? Errors.NothingWritten.With(null);
}
