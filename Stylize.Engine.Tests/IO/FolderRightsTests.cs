namespace Stylize.Engine.Tests.IO;

public sealed class FolderRightsTests
{
    [Fact]
    public void A_preview_detects_a_folder_without_permission_and_does_not_change_it()
    {
        if (OperatingSystem.IsWindows()) return;

        var folder = Directory.CreateTempSubdirectory("stylize-rights-");
        try
        {
            Assert.Null(TargetFolders.Obstruction(Path.Combine(folder.FullName, "below", "a.png")));
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
            var refusal = TargetFolders.Obstruction(Path.Combine(folder.FullName, "below", "a.png"));
            Assert.Equal(Environment.IsPrivilegedProcess, refusal is null);
            Assert.Equal(Environment.IsPrivilegedProcess ? null : StylizeError.TargetUnwritable, refusal?.Error);
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            folder.Delete();
        }
    }
}
