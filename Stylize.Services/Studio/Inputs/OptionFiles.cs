namespace Stylize.Studio.Inputs;

/// <summary>
/// Resolves files that options name, such as a palette, as the command line does. Only files in the folders of the
/// inputs are read, because text from a page must not open any file of the user.
/// </summary>
internal sealed class OptionFiles(StudioStart start, InputList inputs) : IOptionInputs
{
    private readonly FolderAccess _access = new([], inputs.Roots);

    public IImageCodec Codec => start.Codec;

    /// <exception cref="StylizeException">OptionInvalid: the file is in another folder.</exception>
    public string FullPath(string path, string option)
    {
        try
        {
            return _access.RequireRead(Path.GetFullPath(path, start.WorkingFolder));
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.PathNotAllowed)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, option,
                $"{{{option}}} names '{StylizeException.Verbatim(path)}', which is not in a folder that the studio was "
                + "started with.",
                "Copy the file next to the input, or use the command line.", failure);
        }
    }
}
