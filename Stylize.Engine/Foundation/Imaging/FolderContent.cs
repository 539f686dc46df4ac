namespace Stylize.Engine.Imaging;

/// <summary>Says what the files of a folder are that no extension of a readable format has.</summary>
internal static class FolderContent
{
    private const int MaxOpened = 20;

    /// <summary>Returns a failure that names a file of a format that is not read, or an image with another extension;
    /// null if the first files are neither, or no images are sought.</summary>
    public static StylizeException? Problem(string folder, IReadOnlySet<string> extensions)
    {
        if (!extensions.Contains(".png")) return null;

        var files = FileFailure.OrDefault(
            () => Directory.EnumerateFiles(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order()
                .Take(MaxOpened).ToArray()) ?? [];
        foreach (var path in files)
        {
            var (name, extension) = (Path.GetFileName(path), Path.GetExtension(path));
            var named = FormatDefinition.ForFormat(FileExtensions.FormatOf(name));
            if (named.Format != ImageFormat.Unknown) return Errors.UnreadInFolder.With(folder, name, named.Advice);

            var format = FileFailure.OrDefault(() =>
            {
                using var file = InputFile.Open(path);
                var head = new byte[FormatDefinition.SignatureLength];
                return FormatDefinition.Detect(head.AsSpan(0, file.ReadAtLeast(head, head.Length, false)));
            });
            if (extension.Length > 0 && format != ImageFormat.Unknown)
            {
                return Errors.ImagesOfPattern.With(
                    folder, name, FormatDefinition.ForFormat(format).Name, Path.Join(folder, "*" + extension));
            }
        }

        return null;
    }
}
