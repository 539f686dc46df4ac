namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Plans the targets of the inputs of a run. No two inputs have the same target, and no file is both an input and a
/// target, so that inputs are never replaced, not even through symbolic links or on file systems that ignore case.
/// Writes nothing.
/// </summary>
/// <remarks>
/// Add inputs that are known in advance with <see cref="AddInput"/>. An input that arrives after an item that writes to
/// it has started fails.
/// </remarks>
public sealed class TargetPlanner
{
    private readonly IOperation _operation;
    private readonly OutputNames _outputs;
    private readonly RunDestination? _destination;
    private volatile bool _expectsOthers;
    private readonly HashSet<string> _sourceFolders;
    private readonly Dictionary<string, Claim> _claims;
    private readonly Lock _gate;
    private readonly FileSet _inputs;
    private readonly FileSet _begun;

    /// <param name="other">Another planner of the same run, whose inputs and targets this one respects; null for
    /// none.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the destination is a file name of a different format, or options conflict.
    /// </exception>
    public TargetPlanner(IOperation operation, TargetOptions options, TargetPlanner? other = null)
    {
        (_gate, _inputs, _begun) = other is null ? (new(), new(), new()) : (other._gate, other._inputs, other._begun);
        _sourceFolders = other?._sourceFolders ?? new(StringComparer.Ordinal);
        _claims = other?._claims ?? new(StringComparer.OrdinalIgnoreCase);
        options.Validate();
        Options = options;
        RelativeTo = options.RelativeTo is { } root ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) : null;
        _operation = operation;
        _outputs = operation.Outputs;
        if (options.Destination is not { } destination) return;

        _destination = RunDestination.FromPath(Path.GetFullPath(destination), TargetOptions.DestinationName, operation);
        if (_destination.File is not null && RelativeTo is not null)
        {
            throw Errors.RelativeToFile.With(nameof(TargetOptions.RelativeTo));
        }
    }

    /// <summary>Full path of the destination file; null if the destination is a folder or not given.</summary>
    public string? File => _destination?.File;

    /// <summary>The failure of a single input with this destination; null if absent.</summary>
    internal StylizeException? RefusalForOne => RelativeTo is null ? _destination?.RefusalForOne : null;

    /// <summary>Full path of the destination folder; null if the destination is a file or not given.</summary>
    internal string? DestinationFolder => _destination?.Folder;

    internal string? RelativeTo { get; }

    internal IReadOnlyCollection<string> SourceFolders => _sourceFolders;

    /// <summary>True if targets must be valid names on Windows.</summary>
    internal bool WindowsNames { get; init; } = OperatingSystem.IsWindows();

    /// <summary>True if existing files are replaced.</summary>
    public bool Force => Options.Force || (_expectsOthers && Options.NoProvenance);

    /// <summary>True if only outputs that are out of date are created.</summary>
    public bool IsUpdate => Options.Update || (_expectsOthers && !Options.NoProvenance);

    /// <summary>The options.</summary>
    public TargetOptions Options { get; }

    /// <summary>Returns the extensions of a destination file in words, such as ".svg, .png, or .hpgl".</summary>
    public static string ExtensionsOf(IOperation operation) => RunDestination.Choices(operation);

    /// <summary>Writes the file of the run, unless it is there already.</summary>
    /// <exception cref="StylizeException">TargetExists, or TargetUnwritable.</exception>
    internal void Write(RunFile file, string firstSource)
    {
        if (file.Write is not null && PathToWrite(file, firstSource, out var content) is { } path)
        {
            AtomicFile.Write(path, Force || IsUpdate, stream => stream.Write(content));
        }
    }

    /// <summary>Returns the path of the file of the run, in the destination folder or next to the first input; null if
    /// it is there already.
    /// </summary>
    /// <param name="content">Receives the content; empty if it is not known yet.</param>
    internal string? PathToWrite(RunFile file, string firstSource, out byte[] content)
    {
        var path = Path.Combine(DestinationFolder ?? Path.GetDirectoryName(File ?? firstSource)!, file.Name);
        using var stream = new MemoryStream();
        content = [];
        if (file.Write is null) return path;

        file.Write(stream);
        content = stream.ToArray();
        return Force || InputFile.IsMissing(path) || !InputFile.ReadAll(path).AsSpan().SequenceEqual(content)
            ? path : null;
    }

    /// <summary>Adds an input before it is planned, so that items planned earlier do not replace it.</summary>
    public void AddInput(string path)
    {
        lock (_gate)
        {
            _inputs.AddAll(FrameSequence.FilesOf(path));
        }
    }

    /// <summary>Plans an input. Call from one thread, in input order.</summary>
    /// <returns>
    /// The item; with a <see cref="FileItem.Failure"/> if an earlier input has the same target (TargetConflict) or this
    /// run writes the input (TargetIsSource). Whether its target is an input is checked when it starts, because more
    /// inputs are known then.
    /// </returns>
    public FileItem Plan(ImageInput input) => Plan(input, null);

    /// <param name="page">The frame or page of an input whose frames have targets of their own; null for the file.
    /// </param>
    internal FileItem Plan(ImageInput input, int? page)
    {
        var source = input.Source.Name;
        if (Path.GetFileName(source).Length == 0 || Path.GetDirectoryName(source) is not { } own)
        {
            return new FileItem(input) { Failure = TargetFailure.NoFile(source) };
        }

        _sourceFolders.Add(own);
        if (Folder(source) is not { } folder)
        {
            // A folder that does not exist, such as on a disk that is not mounted, arrives as the name of a file.
            return new FileItem(input)
            {
                Failure = !Path.Exists(source) && !FrameSequence.Exists(source) ? InputFile.Missing(source, null)
                    : (Directory.Exists(RelativeTo) ? Errors.NotBelow : Errors.NoRelativeTo)
                    .With(source, RelativeTo ?? ""),
            };
        }

        var names = _outputs.NamesFor(input);
        var ending = names.Suffix;
        if (File is { } file
            && !names.SameExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
        {
            return new FileItem(input)
            {
                Failure = Errors.AnimatedTarget.With(source, Path.GetExtension(ending), file),
            };
        }

        var number = page is null ? "" : Invariant($"_{page:0000}");
        var target = File is null ? Path.Combine(folder, FrameSequence.StemOf(source) + number + ending)
            : Path.ChangeExtension(File, null) + number + Path.GetExtension(File);
        if (WindowsNames && WindowsName.Problem(target) is { } problem)
        {
            return new FileItem(input) { Failure = Errors.NoWindowsName.With(target, problem) };
        }

        string[] sides = [.. names.SideSuffixes.Select(suffix => SideFilePath(target, suffix))];
        var item = new FileItem(input) { Target = target, SideTargets = sides };
        lock (_gate)
        {
            foreach (var part in item.Sources.Where(
                part => _inputs.AddAll(FrameSequence.FilesOf(part)).Any(_begun.Contains)))
            {
                return item with { Failure = Errors.WrittenInput.With(part) };
            }
        }

        foreach (var path in item.SideTargets.Prepend(target))
        {
            item = TryClaim(item, path);
        }

        return item;
    }

    /// <summary>Returns the reason why an item cannot be written; null if it can. Safe for concurrent use.</summary>
    public StylizeException? Obstacle(FileItem item)
    {
        if (item.Failure is not null) return item.Failure;

        lock (_gate)
        {
            if (ReplacedInput(item) is { } replaced) return TargetFailure.IsSource(item, replaced);
        }

        foreach (var path in item.SideTargets.Prepend(item.Target!))
        {
            if (Directory.Exists(path)) return Errors.TargetIsFolder.With(path);
            if (FileKinds.IsProtected(path)) return Errors.TargetProtected.With(path);

            if (!Force && System.IO.File.Exists(path) && !MayUpdate(item, path))
            {
                return IsUpdate ? Errors.ForeignTarget.With(path) : Errors.Exists.With(path);
            }
        }

        return null;
    }

    /// <summary>Starts an item, whose targets cannot become inputs afterwards. Safe for concurrent use.</summary>
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

    /// <summary>Checks that the results of an input can be written, for work that precedes the first file.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireWritable(string source)
    {
        if (Folder(source) is { } folder)
        {
            new TargetFolders().RequireWritable(
                File ?? Path.Combine(folder, FrameSequence.StemOf(source) + _outputs.Suffix));
        }
    }

    internal bool IsPlanned(string path) => _claims.ContainsKey(path);

    /// <summary>Expects targets of other processes: existing targets are updated, or replaced if they have no
    /// provenance.</summary>
    public void ExpectOthers() => _expectsOthers = true;

    internal string SideFilePath(string target, string suffix) => _outputs.SideFilePath(target, suffix);

    private string? Folder(string source)
    {
        var own = Path.GetDirectoryName(source) ?? source;
        if (RelativeTo is null) return _destination?.Folder ?? own;

        var below = Path.GetRelativePath(RelativeTo, own);
        return below == ".." || below.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || Path.IsPathRooted(below)
            ? null
            : Path.GetFullPath(Path.Combine(_destination!.Folder!, below));
    }

    /// <summary>Returns true if an update may replace a file: it has the name of a result or the provenance of this
    /// operation.</summary>
    private bool MayUpdate(FileItem item, string path)
    {
        if (!IsUpdate) return false;

        var isOwnName = File is null && (_destination is not null || _outputs.Suffix.LastIndexOf('.') > 0);
        return isOwnName || path != item.Target
            || _outputs.ReadProvenance(ImageSource.File(path), item.Input.Codec)?.Operation == _operation.Name;
    }

    private string? ReplacedInput(FileItem item) =>
        item.SideTargets.Prepend(item.Target!).FirstOrDefault(_inputs.Contains);

    private FileItem TryClaim(FileItem item, string path)
    {
        if (item.Failure is not null || _claims.TryAdd(path, new Claim(item.Source, path))) return item;

        var earlier = _claims[path];
        return TargetFailure.SystemIgnoresCase || earlier.Target == path
            ? item with { Failure = TargetFailure.Conflict(earlier.Source, item.Source, path) }
            : item with { CaseConflict = earlier.Source };
    }

    private sealed record Claim(string Source, string Target);
}
