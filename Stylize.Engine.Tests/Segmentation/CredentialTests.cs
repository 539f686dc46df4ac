using System.Net;
using Npgsql;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Passwords of databases, which must only reach the server.</summary>
public sealed class CredentialTests
{
    private const string Password = "s3cret-w0rd";

    [Fact<PostgresServer>]
    public void A_credential_overrides_the_connection_string()
    {
        using var server = PostgresServer.Start();
        var nobody = new NpgsqlConnectionStringBuilder(
            server.ConnectionString) { Username = "nobody_of_this_name", Password = Password };
        var refused = Fails.Of(StylizeError.TargetUnwritable, () => MeasurementStores.Open(nobody.ConnectionString));
        Assert.DoesNotContain(Password, refused.ToString());

        var user = new NpgsqlConnectionStringBuilder(server.ConnectionString).Username;
        using (MeasurementStores.Open(nobody.ConnectionString, new NetworkCredential(user, Password)))
        {
        }

        refused = Assert.Throws<StylizeException>(
            () => MeasurementStores.Open(
                server.ConnectionString, new NetworkCredential("nobody_of_this_name", Password)));
        Assert.DoesNotContain(Password, refused.ToString());
    }

    [Theory]
    [InlineData("mysql://me:" + Password + "@host/lab")]
    [InlineData("Data Source=lab;Password=" + Password)]
    public void An_unsupported_database_is_refused_without_its_password(string database)
    {
        using var plate = new TestPlate();
        var run = plate.Run("segment", "tiles", "-o", "out", "--database", database).Exits(
            2, "--database");
        Assert.DoesNotContain(Password, run.Out + run.Error);
        Assert.False(Directory.Exists(plate["out"]));
    }

    [Fact]
    public void A_credential_for_a_file_is_refused() => Fails.Of(
        StylizeError.OptionInvalid, () => MeasurementStores.Name("lab.sqlite", hasCredential: true, path => path));
}
