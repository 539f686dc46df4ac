using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Stylize.Benchmarks;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Malformed messages.</summary>
public sealed class MalformedMessageTests
{
    private const string Unit = """{"index":0,"source":"/a.png","target":"/b.png"}""";

    [Fact]
    public void A_malformed_chunk_has_a_reason_and_its_batch_if_known()
    {
        string[] unknown =
        [
            "not json", "", "null", "[]", "7", """{"units":[]}""", $$"""{"batch":7,"units":[{{Unit}}]}""",
            $$"""{"batch":"","units":[{{Unit}}]}""", $$"""{"batch":"../x y","units":[{{Unit}}]}""",
        ];
        string[] known =
        [
            """{"batch":"b"}""", """{"batch":"b","units":[]}""", """{"batch":"b","units":[null]}""",
            """{"batch":"b","units":[{}]}""", """{"batch":"b","units":[7]}""", """{"units":[7],"batch":"b"}""",
            """{"batch":"b","units":"many"}""", $$"""{"batch":"b","number":99999999999,"units":[{{Unit}}]}""",
            $$"""{"batch":"b","number":-1,"units":[{{Unit}}]}""", $$"""{"batch":"b","deaths":-1,"units":[{{Unit}}]}""",
            $$"""{"batch":"b","deaths":2147483647,"units":[{{Unit}}]}""",
            $$"""{"batch":"b","units":[{{Unit}},{{Unit}}]}""",
            """{"batch":"b","units":[{"index":-1,"source":"/a.png","target":"/b.png"}]}""",
            """{"batch":"b","units":[{"index":0,"source":"","target":"/b.png"}]}""",
            """{"batch":"b","units":[{"index":0,"source":"/a\u0000.png","target":"/b.png"}]}""",
            """{"batch":"b","units":[{"index":0,"source":"\ud800","target":7}]}""",
        ];
        Assert.All(known.Concat(unknown), json =>
        {
            Assert.False(MessageReader.TryChunk(Utf8(json), out _, out var why));
            Assert.NotEmpty(why.Reason);
            Assert.Equal(known.Contains(json) ? "b" : null, why.Batch);
        });
    }

    [Fact]
    public void Too_long_names_are_rejected()
    {
        var name = new string('b', 300);
        Assert.False(MessageReader.TryChunk(Utf8($$"""{"batch":"{{name}}","units":[{{Unit}}]}"""), out _, out var why));
        Assert.DoesNotContain(name, why.Reason);
        var path = new string('p', 40_000);
        Assert.False(MessageReader.TryChunk(Utf8($$"""{"batch":"b","units":[{"source":"{{path}}"}]}"""), out _, out _));
        Assert.False(MessageReader.TryChunk(Utf8(new string('[', 100_000)), out _, out _));
    }

    [Fact]
    public void A_chunk_must_match_its_batch()
    {
        var files = new BatchHeader("b", new SerializedOptions("pixel-art", new Dictionary<string, string[]>()), 2);
        var plate = files with { Tiles = [], Targets = new() { Destination = "/out" } };
        Assert.Null(MessageRules.Problem(new WorkChunk("b", 0, [new WorkUnit(1, "/a.png", "/b.png")]), files));
        Assert.NotNull(MessageRules.Problem(new WorkChunk("b", 0, [new WorkUnit(2, "/a.png", "/b.png")]), files));
        Assert.NotNull(MessageRules.Problem(new WorkChunk("b", 0, [new WorkUnit(1, "/a.png")]), files));
        Assert.Null(MessageRules.Problem(new WorkChunk("b", 0, [new WorkUnit(1, "A1")]), plate));
    }

    [Fact]
    public void Malformed_records_of_the_list_are_skipped_with_a_warning()
    {
        var good = new DirectoryRecord("b", "pixel-art", "stylize.work.v1", "1.0", DateTime.UnixEpoch);
        string[] bad =
        [
            "not json", "null", "{}", """{"id":"c"}""", """{"id":"c","operation":"x","queue":"","version":"1"}""",
            """{"id":"c","operation":"x","queue":"q q","version":"1"}""", """{"id":"c","submitted":"yesterday"}""",
            """{"id":"c","operation":"x","queue":"other","version":"1"}""",
            $$"""{"id":"c","operation":"x","version":"1","queue":"{{new string('q', 300)}}"}""",
        ];
        var warnings = new List<string>();
        var messages = bad.Select(Encoding.UTF8.GetBytes).Append(MessageJson.Write(good))
            .Select((body, i) => new LogMessage(i, body));
        Assert.Equal([good], BatchDirectory.Entries(messages, warnings.Add));
        Assert.Equal(bad.Length, warnings.Count);
        Assert.All(warnings, text => Assert.Contains("stylize.batches", text));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"header":{"id":"b"}}""")]
    [InlineData(
        """{"header":{"id":"other","queue":"stylize.work.v1","units":1,"work":{"operation":"pixel-art","words":{}}}}""")]
    [InlineData(
        """{"header":{"id":"b","queue":"stylize.work.v1","units":1,"work":{"operation":"pixel-art","words":{"Width":null}}}}""")]
    [InlineData(
        """{"header":{"id":"b","queue":"stylize.work.v1","units":1,"fileTimeLimit":1e300,"work":{"operation":"x","words":{}}}}""")]
    [InlineData(
        """{"header":{"id":"b","queue":"stylize.work.v1","targets":null,"work":{"operation":"x","words":{}}}}""")]
    [InlineData(
        """{"header":{"id":"b","queue":"stylize.work.v1","targets":{"prune":true},"work":{"operation":"x","words":{}}}}""")]
    [InlineData("""{"results":[null]}""")]
    [InlineData("""{"results":[{"index":0,"source":"/a","seconds":1e300}]}""")]
    [InlineData("""{"results":[{"index":0,"source":"/a","outputs":[{"path":"/b"}]}]}""")]
    [InlineData("""{"results":[{"index":0,"source":"/a","failures":[{}]}]}""")]
    [InlineData(
        """{"results":[{"index":0,"source":"/a","outputs":[{"path":"/b","sideFiles":[],"summary":{"a":"\ud800"}}]}]}""")]
    [InlineData("""{"begun":{"chunk":-1,"worker":"w"}}""")]
    public void Malformed_records_of_a_log_are_skipped_with_a_warning(string json)
    {
        var warnings = new List<string>();
        Assert.Null(new LogMessage(5, Utf8(json)).Record("b", warnings.Add));
        Assert.Contains("5 of 'stylize.batch.b'", Assert.Single(warnings));
    }

    [Fact]
    public void Only_connection_errors_count_as_a_lost_connection()
    {
        var ended = new AlreadyClosedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 320, "CONNECTION_FORCED"));
        Exception[] losses = [ended, new IOException(), new OperationCanceledException(), new TimeoutException()];
        Assert.All(losses, e => Assert.True(BrokerLoss.Is(isClosed: false, e)));
        Exception[] others =
        [
            new System.Text.Json.JsonException(), new ArgumentException(), new FormatException(),
            new NullReferenceException(),
            new StylizeException(StylizeError.OptionInvalid, null, "x"), new PublishException(1, isReturn: true),
        ];
        Assert.All(others, e => Assert.False(BrokerLoss.Is(isClosed: true, e)));
        Assert.All(others[..5], e => Assert.NotNull(ChunkIntake.Fault(isClosed: false, e, default)));
        Assert.All(losses, e => Assert.Null(ChunkIntake.Fault(isClosed: false, e, default)));

        // A log that another client has locked must not stop the workers.
        var locked = new OperationInterruptedException(
            new ShutdownEventArgs(ShutdownInitiator.Peer, Constants.ResourceLocked, "locked"));
        Assert.NotNull(ChunkIntake.Fault(isClosed: false, locked, default));
    }

    [Fact]
    public void Mutated_messages_are_read_or_rejected()
    {
        foreach (var (_, samples, read) in MessageSamples.Readers)
        {
            Assert.All(samples, sample => Assert.True(read(sample)));
            for (var seed = 0; seed < 200; seed++)
            {
                read(Mutation.Of(samples, new Random(seed)));
            }
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
