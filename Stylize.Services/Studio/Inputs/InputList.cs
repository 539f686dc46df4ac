using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Files;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Inputs;

/// <summary>The files that the studio was started with, and those that the page added. It reads no others.</summary>
internal sealed class InputList
{
    private readonly StudioStart _start;
    private readonly string[] _folders;
    private readonly Dictionary<string, bool> _results = new(StringComparer.Ordinal);
    private readonly Func<string, bool> _isResult;
    private readonly Lock _gate = new();
    private volatile StudioInput[] _inputs = [];
    private volatile UnreadableFile[] _unreadable = [];

    /// <exception cref="StylizeException">A named file cannot be read, or a folder contains no readable
    /// file.</exception>
    public InputList(StudioStart start)
    {
        _start = start;
        _isResult = ResultFiles.SkippedBy(null, start.Codec);
        _folders =
            [.. start.Paths.Distinct(StringComparer.Ordinal)
                .Where(path => Directory.Exists(path) && !InputFolder.IsZarr(path))];
        Folder = _folders is [var only] && start.Paths.Count == 1 ? Path.TrimEndingDirectorySeparator(only) : null;
        foreach (var path in start.Paths.Distinct(StringComparer.Ordinal))
        {
            if (!_folders.Contains(path))
            {
                Append(id => StudioInput.Open(id, path, start.Codec));
            }
            else if (AddFolder(path) is { } unreadable)
            {
                throw unreadable;
            }
        }

        Roots = [.. _folders.Concat(_inputs.Select(input => Path.GetDirectoryName(input.Path)!))
            .Select(Path.TrimEndingDirectorySeparator)
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>All inputs; the identifier of each is its index.</summary>
    public IReadOnlyList<StudioInput> All => _inputs;

    /// <summary>The files of folders that cannot be read.</summary>
    public IReadOnlyList<UnreadableFile> Unreadable => _unreadable;

    /// <summary>Full path of the folder that the studio was started with; null if it was started with files.</summary>
    public string? Folder { get; }

    /// <summary>The folders of the inputs; options may name files in them.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>Adds files that were created in the folders since the start.</summary>
    public void Refresh()
    {
        foreach (var folder in _folders)
        {
            try
            {
                AddFolder(folder);
            }
            catch (StylizeException)
            {
                // The folder was deleted or emptied; each input that is used reports it.
            }
        }
    }

    /// <summary>Adds a file that the page sent.</summary>
    /// <param name="path">Full path of the copy.</param>
    /// <exception cref="StylizeException">The file cannot be read.</exception>
    public void Add(string path)
    {
        try
        {
            Append(id => StudioInput.Open(id, path, _start.Codec) with
            {
                ShownPath = Path.Combine(_start.WorkingFolder, Path.GetFileName(path)),
                IsAdded = true,
            });
        }
        catch (StylizeException failure)
        {
            throw new StylizeException(
                failure.Error, Path.GetFileName(path),
                failure.Message.Replace(path, Path.GetFileName(path)),
                failure.Advice, failure);
        }
    }

    /// <summary>Returns an input. A file that was replaced since it was opened is opened again.</summary>
    /// <exception cref="Refusal">The input does not exist.</exception>
    /// <exception cref="StylizeException">The file was deleted, or replaced by one that cannot be read.</exception>
    public StudioInput Require(int id)
    {
        var inputs = _inputs;
        if ((uint)id >= (uint)inputs.Length) throw Refusal.Malformed("the input does not exist");

        var input = inputs[id];
        return input.IsCurrent ? input : inputs[id] = StudioInput.Open(id, input.Path, _start.Codec) with
        {
            ShownPath = input.ShownPath,
            IsAdded = input.IsAdded,
        };
    }

    /// <summary>Returns true if a path, which can go through links, leads to an input.</summary>
    /// <param name="path">Full path.</param>
    public bool Contains(string path)
    {
        return ResolvedPath.Resolve(path) is { } file
            && _inputs.Any(input => ResolvedPath.Resolve(input.Path) is { } own
                && ResolvedPath.IsBelow(file, own) && ResolvedPath.IsBelow(own, file));
    }

    /// <summary>Adds the files of a folder that are not inputs yet, without results if it contains other files. A
    /// folder without any holds a plate, whose tiles are in its subfolders.</summary>
    /// <returns>The failure of a file if none can be read; otherwise null.</returns>
    private StylizeException? AddFolder(string folder)
    {
        lock (_gate)
        {
            var extensions = FileExtensions.ForFormats(_start.Codec.ReadFormats).Concat(GaussianFileReader.Extensions)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            IReadOnlyList<string> files;
            try
            {
                files = InputFolder.Files(folder, extensions);
            }
            catch (StylizeException failure) when (failure.Error == StylizeError.ImageMissing)
            {
                files = InputFolder.FilesOfPlate(folder, extensions);
            }

            var known = _inputs.Select(input => input.Path).ToHashSet(StringComparer.Ordinal);
            var unreadable =
                _unreadable.Where(file => !file.Path.StartsWith(folder, StringComparison.Ordinal)).ToList();
            StylizeException? last = null;
            var hasReadable = false;
            IReadOnlyList<string> sources = [.. files.Where(file => !IsResult(file))];
            foreach (var file in (sources.Count > 0 ? sources : files).Take(_start.Limits.Files))
            {
                try
                {
                    if (!known.Contains(file))
                    {
                        Append(id => StudioInput.Open(id, file, _start.Codec));
                    }

                    hasReadable = true;
                }
                catch (StylizeException failure)
                {
                    last = failure;
                    unreadable.Add(new UnreadableFile(file, failure.Message));
                }
            }

            _unreadable = [.. unreadable];
            return hasReadable ? null : last;
        }
    }

    /// <summary>Returns true for a result, which runs on the folder skip too. Gaussian images are inputs by
    /// nature.</summary>
    private bool IsResult(string file)
    {
        if (GaussianFileReader.Extensions.Contains(Path.GetExtension(file))) return false;
        if (_results.TryGetValue(file, out var known)) return known;

        return _results[file] = _isResult(file);
    }

    private void Append(Func<int, StudioInput> open)
    {
        lock (_gate)
        {
            _inputs = [.. _inputs, open(_inputs.Length)];
        }
    }
}

/// <summary>A file of a folder that cannot be read.</summary>
/// <param name="Path">Full path.</param>
internal sealed record UnreadableFile(string Path, string Message);
