using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Batch;

/// <summary>Decides the target of each input and sees to it that no two inputs of a batch have the same. Writes nothing.</summary>
public sealed class TargetPlanner
{
    private static readonly bool SystemIgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private readonly string _suffix;
    private readonly string? _folder;
    private readonly string? _file;
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="suffix">What takes the place of an input's extension, such as ".pixelart.png".</param>
    /// <param name="options">Destination and overwriting.</param>
    /// <exception cref="StylizeException">OptionInvalid: the destination is a file name of another format.</exception>
    public TargetPlanner(string suffix, TargetOptions options)
    {
        _suffix = suffix;
        Force = options.Force;
        if (options.Destination is not { } destination)
        {
            return;
        }

        if (!Path.IsPathFullyQualified(destination))
        {
            throw new ArgumentException("The destination must be a full path.", nameof(options));
        }

        if (NamesFile(destination))
        {
            _file = destination;
        }
        else
        {
            _folder = Path.TrimEndingDirectorySeparator(destination);
        }
    }

    /// <summary>True where existing files are replaced.</summary>
    public bool Force { get; }

    /// <summary>The item for an input. Not safe for concurrent use.</summary>
    /// <param name="input">The input; its source's name is a full path.</param>
    /// <returns>The item; with a <see cref="FileItem.Failure"/> (TargetConflict) where an earlier input has the same target.</returns>
    public FileItem Plan(ImageInput input)
    {
        var source = input.Source.Name;
        var target = _file ?? Path.Combine(_folder ?? Path.GetDirectoryName(source)!, Path.GetFileNameWithoutExtension(source) + _suffix);
        var item = new FileItem(input) { Target = target };
        if (_claims.TryAdd(target, new Claim(source, target)))
        {
            return item;
        }

        var earlier = _claims[target];
        return SystemIgnoresCase || earlier.Target == target
            ? item with { Failure = Conflict(earlier.Source, source, target) }
            : item with { CaseTwin = earlier.Source };
    }

    /// <summary>The failure of an item that cannot be written as things stand: its target exists, or is another input's too. Null where all is well.</summary>
    public StylizeException? Obstacle(FileItem item)
    {
        if (item.Failure is not null)
        {
            return item.Failure;
        }

        if (Directory.Exists(item.Target))
        {
            return new StylizeException(StylizeError.TargetUnwritable, item.Target, $"'{item.Target}' is a folder; it cannot be replaced by a file.", "Choose another destination.");
        }

        return !Force && File.Exists(item.Target) ? AtomicFile.Exists(item.Target) : null;
    }

    internal static StylizeException Conflict(string first, string second, string target) => new(
        StylizeError.TargetConflict,
        second,
        first == second
            ? $"'{second}' is given twice in this batch; it was already taken for '{target}'."
            : $"'{first}' and '{second}' would both become '{target}'; the first has it.",
        "Rename one of them, or run them into different folders.");

    private bool NamesFile(string destination)
    {
        if (Directory.Exists(destination) || Path.EndsInDirectorySeparator(destination))
        {
            return false;
        }

        var extension = Path.GetExtension(destination);
        var expected = Path.GetExtension(_suffix);
        if (extension.Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (File.Exists(destination) || FileExtensions.IsKnown(extension))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "DestinationPath",
                $"DestinationPath is the file name '{destination}', but what is written is a {expected} file.",
                $"Give a folder, or a file name that ends in {expected}.");
        }

        return false;
    }

    private readonly record struct Claim(string Source, string Target);
}
