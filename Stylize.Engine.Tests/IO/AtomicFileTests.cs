namespace Stylize.Engine.Tests.IO;

/// <summary>Runs alone, because one test removes all temporary files of the process.</summary>
[Collection(nameof(AtomicFileTests))]
[CollectionDefinition(nameof(AtomicFileTests), DisableParallelization = true)]
public sealed class AtomicFileTests : FolderTest
{
    [Fact]
    public void A_process_killed_while_replacing_a_file_keeps_the_old_file_and_leaves_a_file_that_the_next_run_removes()
    {
        var target = _folder.File("a.png", "the original");
        string[] arguments = [typeof(AtomicFileTests).Assembly.Location, EndlessWriting.Name, target];
        using var child = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("writing", child.StandardOutput.ReadLine());
        }

        new AbandonedFiles().RemoveOnce(_folder.Path);
        Assert.Equal("writing", child.StandardOutput.ReadLine());
        var temporary = Assert.Single(_folder.Names, AtomicFile.IsTemporary);
        child.Kill();
        child.WaitForExit();
        Assert.Equal("the original", File.ReadAllText(target));
        Assert.Equal([temporary, "a.png"], _folder.Names);

        new AbandonedFiles().RemoveOnce(_folder.Path);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Only_files_of_ended_processes_of_this_host_are_removed()
    {
        string Name(string host, int process, long start) => $".stylize-{host}-{process:x}-{start:x}-00000000.tmp";
        var (host, self) = (ProcessIdentity.Host, Environment.ProcessId);
        string[] kept =
        [
            Name(host, self, ProcessIdentity.OwnStart), // this process
            Name(host == "00000000" ? "00000001" : "00000000", self, ProcessIdentity.OwnStart + 1), // another host
            ".stylize-0123456789abcdef.tmp",
            ".stylize-.tmp",
            $".stylize-{host}-x-1-00000000.tmp",
            $".stylize-{host}-0-1-00000000.tmp",
            $".stylize-{host}-{self:x}-1.tmp",
            "stylize.tmp",
        ];
        // The same ID, reused by a process with another start time: this process.
        var removed = Name(host, self, ProcessIdentity.OwnStart + 1);
        foreach (var name in kept.Append(removed))
        {
            _folder.File(name);
        }

        var abandoned = new AbandonedFiles();
        abandoned.RemoveOnce(_folder.Path);
        Assert.Equal(kept.Order(StringComparer.Ordinal), _folder.Names);

        _folder.File(removed);
        abandoned.RemoveOnce(_folder.Path);
        Assert.Contains(removed, _folder.Names);
        abandoned.RemoveOnce(_folder["none"]);
    }

    [Fact]
    public void Temporary_names_identify_this_process_and_are_short()
    {
        AtomicFile.Write(_folder["a"], force: false, _ =>
        {
            var name = Assert.Single(_folder.Names);
            Assert.Matches($"^\\.stylize-[0-9a-f]{{8}}-{Environment.ProcessId:x}-[0-9a-f]+-[0-9a-f]{{8}}\\.tmp$", name);
            Assert.InRange(name.Length, 1, 60);
        });
    }

    [Fact]
    public void The_target_does_not_exist_until_it_is_complete()
    {
        AtomicFile.Write(_folder["sub/a"], force: false, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.False(File.Exists(_folder["sub/a"]));
            Assert.True(AtomicFile.IsTemporary(Assert.Single(_folder.Names)));
            stream.Position = 0;
            stream.Write("done"u8);
        });
        Assert.Equal(["sub/a"], _folder.Names);
        Assert.Equal("done", File.ReadAllText(_folder["sub/a"]));
    }

    [Fact]
    public void Unfinished_files_can_be_removed_before_the_process_ends()
    {
        Fails.Of(StylizeError.TargetUnwritable, () => AtomicFile.Write(_folder["a"], force: false, stream =>
        {
            stream.Write("half"u8);
            AtomicFile.RemoveUnfinished();
            Assert.Empty(_folder.Names);
        }));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_write_that_is_canceled_after_its_last_byte_leaves_the_old_file()
    {
        _folder.File("a", "old");
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(_folder["a"], force: true, stream =>
        {
            stream.Write("new"u8);
            cancellation.Cancel();
        }, cancellation.Token));
        Assert.Equal(["a"], _folder.Names);
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void A_disk_failure_hidden_by_an_encoder_is_reported()
    {
        var exception = Assert.Throws<StylizeException>(() => AtomicFile.Write(_folder["a"], force: false, stream =>
        {
            try
            {
                stream.SetLength(0);
                ((TargetStream)stream).Dispose();
                stream.Write("x"u8);
            }
            catch (ObjectDisposedException)
            {
                throw new InvalidOperationException("encoder failed");
            }
        }));
        Assert.Equal(StylizeError.TargetUnwritable, exception.Error);
        Assert.IsType<ObjectDisposedException>(exception.InnerException);
    }

    [Fact]
    public void A_full_disk_is_reported()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs a device that is always full.");
        Fails.Of(StylizeError.TargetUnwritable, () => AtomicFile.Write(_folder["a"], force: false, _ =>
        {
            using var full =
                new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
            full.WriteByte(0);
        }), "the disk is full");
        Assert.Empty(_folder.Names);
    }
}
