using Stylize.Engine.Gaussians.Files;

namespace Stylize.Studio.Inputs;

/// <summary>The files that the studio was started with. It reads no others.</summary>
internal sealed class InputList
{
    private readonly StudioInput[] _inputs;
    private readonly IImageCodec _codec;

    /// <exception cref="StylizeException">A named file cannot be read, or a folder contains no readable file.</exception>
    public InputList(StudioStart start)
    {
        _codec = start.Codec;
        var folders = start.Paths.Where(path => Directory.Exists(path) && !InputFolder.IsZarr(path)).ToArray();
        Folder = folders is [var only] && start.Paths.Count == 1 ? Path.TrimEndingDirectorySeparator(only) : null;
        var inputs = new List<StudioInput>();
        foreach (var path in start.Paths.Distinct(StringComparer.Ordinal))
        {
            if (folders.Contains(path))
            {
                inputs.AddRange(InFolder(path, inputs.Count, start));
            }
            else
            {
                inputs.Add(StudioInput.Open(inputs.Count, path, start.Codec));
            }
        }

        _inputs = [.. inputs];
        Roots = [.. folders.Concat(_inputs.Select(input => Path.GetDirectoryName(input.Path)!)).Select(Path.TrimEndingDirectorySeparator)
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>All inputs; the identifier of each is its index.</summary>
    public IReadOnlyList<StudioInput> All => _inputs;

    /// <summary>Full path of the folder that the studio was started with; null if it was started with files.</summary>
    public string? Folder { get; }

    /// <summary>The folders of the inputs; options may name files in them.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>Returns an input. A file that was replaced since it was opened is opened again.</summary>
    /// <exception cref="Refusal">The input does not exist.</exception>
    /// <exception cref="StylizeException">The file was deleted, or replaced by one that cannot be read.</exception>
    public StudioInput Require(int id)
    {
        if ((uint)id >= (uint)_inputs.Length) throw Refusal.Malformed("the input does not exist");

        return _inputs[id].IsCurrent ? _inputs[id] : _inputs[id] = StudioInput.Open(id, _inputs[id].Path, _codec);
    }

    /// <summary>Returns true if a path, which can go through links, leads to an input.</summary>
    /// <param name="path">Full path.</param>
    public bool Contains(string path)
    {
        return ResolvedPath.Of(path) is { } file && _inputs.Any(input => ResolvedPath.Of(input.Path) is { } own
            && ResolvedPath.IsBelow(file, own) && ResolvedPath.IsBelow(own, file));
    }

    /// <summary>Returns the readable files of a folder. A folder without any holds a plate, whose tiles are in its subfolders.</summary>
    private static List<StudioInput> InFolder(string folder, int first, StudioStart start)
    {
        var extensions = FileExtensions.Of(start.Codec.ReadFormats).Concat(GaussianFileReader.Extensions)
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

        var inputs = new List<StudioInput>();
        StylizeException? unreadable = null;
        foreach (var file in files.Take(start.Limits.Files))
        {
            try
            {
                inputs.Add(StudioInput.Open(first + inputs.Count, file, start.Codec));
            }
            catch (StylizeException failure)
            {
                unreadable = failure;
            }
        }

        return inputs.Count > 0 || unreadable is null ? inputs : throw unreadable;
    }
}
