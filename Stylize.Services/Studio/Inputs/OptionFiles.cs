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
            throw Errors.FileElsewhere.From(failure, option, path);
        }
    }
}
