using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Decides the targets of each input of a run. No two inputs have the same target, and no file is both an input and a target, so that an
/// input is never replaced: symbolic links and file systems that ignore case are seen through. Writes nothing.
/// </summary>
/// <remarks>
/// Inputs that are known beforehand should be told with <see cref="AddInput"/>. Where an input comes only after the item whose target it is
/// has begun, that input fails.
/// </remarks>
public sealed class TargetPlanner
{
    private readonly IOperation _operation;
    private readonly OutputNames _outputs;
    private readonly Destination? _destination;
    private readonly string? _relativeTo;
    private readonly TargetOptions _options;
    private volatile bool _expectsOthers;
    private readonly HashSet<string> _sourceFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly FileSet _inputs = new();
    private readonly FileSet _begun = new();

    /// <exception cref="StylizeException">
    /// OptionInvalid: the destination is a file name of another format, or options contradict each other.
    /// </exception>
    public TargetPlanner(IOperation operation, TargetOptions options)
    {
        options.Validate();
        _options = options;
        _relativeTo = options.RelativeTo is { } root ? Path.TrimEndingDirectorySeparator(root) : null;
        _operation = operation;
        _outputs = operation.Outputs;
        if (options.Destination is not { } destination) return;
        if (!Path.IsPathFullyQualified(destination)) throw new ArgumentException("The destination must be a full path.", nameof(options));

        _destination = Destination.Of(destination, TargetOptions.DestinationName, operation);
        if (_destination.File is not null && _relativeTo is not null) throw TargetFailure.RelativeToFile();
    }

    /// <summary>Full path of the one file that the destination names; null where it names a folder, or there is none.</summary>
    public string? File => _destination?.File;

    /// <summary>Why a single input cannot have this destination; null if it can.</summary>
    internal StylizeException? RefusalForOne => _relativeTo is null ? _destination?.RefusalForOne : null;

    /// <summary>Full path of the folder that the destination names; null if it names a file, or there is none.</summary>
    internal string? DestinationFolder => _destination?.Folder;

    internal string? RelativeTo => _relativeTo;

    internal IReadOnlyCollection<string> SourceFolders => _sourceFolders;

    /// <summary>True where targets must have names that Windows gives to files.</summary>
    internal bool WindowsNames { get; init; } = OperatingSystem.IsWindows();

    /// <summary>True if existing files are replaced.</summary>
    public bool Force => _options.Force || (_expectsOthers && _options.NoProvenance);

    /// <summary>True if only what is out of date is made.</summary>
    public bool IsUpdate => _options.Update || (_expectsOthers && !_options.NoProvenance);

    /// <summary>What the user chose.</summary>
    public TargetOptions Options => _options;

    /// <summary>The extensions that the file of a single input may have, in words, such as ".svg, .png, or .hpgl".</summary>
    public static string ExtensionsOf(IOperation operation) => Targets.Destination.Choices(operation);

    /// <summary>Tells of an input before it is planned, so that no item planned earlier replaces it.</summary>
    public void AddInput(string path)
    {
        lock (_gate)
        {
            _inputs.AddAll(FrameSequence.FilesOf(path));
        }
    }

    /// <summary>The item for an input. Call from one thread, in input order.</summary>
    /// <returns>
    /// The item; with a <see cref="FileItem.Failure"/> where an earlier input has the same target (TargetConflict), or this run writes the
    /// input (TargetIsSource). Whether its target is an input is asked when it begins, when more inputs are known and it has proved
    /// readable.
    /// </returns>
    public FileItem Plan(ImageInput input)
    {
        var source = input.Source.Name;
        if (Path.GetFileName(source).Length == 0 || Path.GetDirectoryName(source) is not { } own)
        {
            return new FileItem(input) { Failure = TargetFailure.NoFile(source) };
        }

        _sourceFolders.Add(own);
        if (Folder(source) is not { } folder) return new FileItem(input) { Failure = TargetFailure.NotBelow(source, _relativeTo) };

        var names = _outputs.Of(input);
        var ending = names.Suffix;
        if (File is { } file && !Path.GetExtension(ending).Equals(Path.GetExtension(file), StringComparison.OrdinalIgnoreCase))
        {
            return new FileItem(input) { Failure = TargetFailure.OtherFormat(source, file, Path.GetExtension(ending)) };
        }

        var target = File ?? Path.Combine(folder, FrameSequence.StemOf(source) + ending);
        if (WindowsNames && WindowsName.Problem(target) is { } problem)
        {
            return new FileItem(input) { Failure = TargetFailure.NoWindowsName(target, problem) };
        }

        string[] sides = [.. names.SideSuffixes.Select(suffix => Beside(target, suffix))];
        var item = new FileItem(input) { Target = target, SideTargets = sides };
        lock (_gate)
        {
            if (_inputs.AddAll(FrameSequence.FilesOf(source)).Any(_begun.Contains))
            {
                return item with { Failure = TargetFailure.WrittenInput(source) };
            }
        }

        foreach (var path in item.SideTargets.Prepend(target))
        {
            item = TryClaim(item, path);
        }

        return item;
    }

    /// <summary>Why an item cannot be written as things stand; null if it can. Safe for concurrent use.</summary>
    public StylizeException? Obstacle(FileItem item)
    {
        if (item.Failure is not null) return item.Failure;

        lock (_gate)
        {
            if (ReplacedInput(item) is { } replaced) return TargetFailure.IsSource(item, replaced);
        }

        foreach (var path in item.SideTargets.Prepend(item.Target!))
        {
            if (Directory.Exists(path)) return TargetFailure.IsFolder(path);

            if (!Force && System.IO.File.Exists(path) && !MayUpdate(item, path))
            {
                return IsUpdate ? TargetFailure.Foreign(path) : TargetFailure.Exists(path);
            }
        }

        return null;
    }

    /// <summary>Begins an item: from now on its targets are no inputs. Safe for concurrent use.</summary>
    /// <exception cref="StylizeException">There is an <see cref="Obstacle"/>.</exception>
    internal void Begin(FileItem item)
    {
        if (Obstacle(item) is { } obstacle) throw obstacle;

        foreach (var path in item.SideTargets.Prepend(item.Target!))
        {
            Begin(item, path);
        }
    }

    /// <exception cref="StylizeException">TargetIsSource: the file is an input of the run.</exception>
    internal void Begin(FileItem item, string path)
    {
        lock (_gate)
        {
            if (_inputs.Contains(path)) throw TargetFailure.IsSource(item, path);

            _begun.Add(path);
        }
    }

    /// <summary>Finds out whether the results of an input can be written; for work that comes before the first file.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireWritable(string source)
    {
        if (Folder(source) is { } folder)
        {
            new TargetFolders().RequireWritable(File ?? Path.Combine(folder, FrameSequence.StemOf(source) + _outputs.Suffix));
        }
    }

    internal bool IsPlanned(string path) => _claims.ContainsKey(path);

    /// <summary>From now on other processes may have made targets: they are recognized, or replaced if they cannot be.</summary>
    public void ExpectOthers() => _expectsOthers = true;

    internal string Beside(string target, string suffix) => _outputs.Beside(target, suffix);

    /// <summary>True for a folder that holds the results of inputs that lie there: then a result in it is one of an earlier run.</summary>
    internal bool WritesTo(string folder) =>
        _destination is null
        || (_destination.Folder is { } own && (folder == own
            || (_relativeTo is not null && folder.StartsWith(own + Path.DirectorySeparatorChar, StringComparison.Ordinal))));

    private string? Folder(string source)
    {
        var own = Path.GetDirectoryName(source) ?? source;
        if (_relativeTo is null) return _destination?.Folder ?? own;

        var below = Path.GetRelativePath(_relativeTo, own);
        return below == ".." || below.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(below)
            ? null
            : Path.GetFullPath(Path.Combine(_destination!.Folder!, below));
    }

    /// <summary>True where an update may replace a file: its name is that of a result, or it says that this operation made it.</summary>
    private bool MayUpdate(FileItem item, string path)
    {
        if (!IsUpdate) return false;

        var isOwnName = File is null && (_destination is not null || _outputs.Suffix.LastIndexOf('.') > 0);
        return isOwnName || path != item.Target
            || _outputs.ReadProvenance(ImageSource.File(path), item.Input.Codec)?.Operation == _operation.Name;
    }

    private string? ReplacedInput(FileItem item) => item.SideTargets.Prepend(item.Target!).FirstOrDefault(_inputs.Contains);

    private FileItem TryClaim(FileItem item, string path)
    {
        if (item.Failure is not null || _claims.TryAdd(path, new Claim(item.Source, path))) return item;

        var earlier = _claims[path];
        return TargetFailure.SystemIgnoresCase || earlier.Target == path
            ? item with { Failure = TargetFailure.Conflict(earlier.Source, item.Source, path) }
            : item with { CaseTwin = earlier.Source };
    }

    private sealed record Claim(string Source, string Target);
}
