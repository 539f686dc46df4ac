using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// The files that the options of a foreign file may name: those of the same name and content that lie beside it or where the user is. No
/// path that the foreign file names is ever opened.
/// </summary>
/// <param name="inputs">Finds files where the user is.</param>
/// <param name="file">Full path of the foreign file.</param>
internal sealed class FoundFiles(IOptionInputs inputs, string file) : IOptionInputs
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IImageCodec Codec => inputs.Codec;

    /// <summary>The full path of a file that an option was given.</summary>
    /// <param name="option">The option, whose value is a name without folders.</param>
    /// <param name="hash">SHA-256 of the file's content.</param>
    /// <exception cref="StylizeException">OptionInvalid: there is no such file, or its name is a path.</exception>
    public string Find(ProvenanceOption option, string hash)
    {
        var name = option.Value;
        if (name is "." or ".." || name.Any(letter => letter is '/' or '\\' or ':' || char.IsControl(letter)))
        {
            throw Refuse(name, option.Name);
        }

        foreach (var path in new[] { inputs.FullPath(name, option.Name), Path.Combine(Path.GetDirectoryName(file)!, name) })
        {
            if (IsThere(path, hash))
            {
                _found.Add(path);
                return path;
            }
        }

        throw ProvenanceOptions.Refused(
            $"'{StylizeException.Verbatim(file)}' was made with {{{option.Name}}} '{StylizeException.Verbatim(name)}', "
            + "and no file of that name and content lies here or beside it.",
            $"Use {{{option.Name}}}.");
    }

    /// <summary>A path that <see cref="Find"/> has given.</summary>
    /// <exception cref="StylizeException">OptionInvalid: any other path.</exception>
    public string FullPath(string path, string option) => _found.Contains(path) ? path : throw Refuse(path, option);

    private static bool IsThere(string path, string hash)
    {
        try
        {
            return Directory.Exists(path) ? ProvenanceOptions.OfFolder(path) == hash
                : File.Exists(path) && SourceHash.Of(ImageSource.File(path)) == hash;
        }
        catch (StylizeException)
        {
            return false;
        }
    }

    private StylizeException Refuse(string path, string option) => ProvenanceOptions.Refused(
        $"'{StylizeException.Verbatim(file)}' gives {{{option}}} '{StylizeException.Verbatim(PrintableText.Short(path))}', "
        + "which it must not name; it is not opened.",
        $"Use {{{option}}} to give your own value.");
}
